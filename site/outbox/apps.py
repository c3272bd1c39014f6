from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    """What leaves the system, and what it is to do later: effects and timers."""

    name = "outbox"
    verbose_name = _("Outgoing effects")

    def ready(self) -> None:
        from wagtail.permissions import register_permission_policy

        from outbox.admin_policy import ReadOnlyPolicy
        from outbox.models import Effect

        register_permission_policy(Effect, ReadOnlyPolicy(Effect))
