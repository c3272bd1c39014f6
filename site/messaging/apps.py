from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _


class MessagingConfig(AppConfig):
    """Messages that leave the desk: outbox, e-mail, SMS."""

    name = "messaging"
    verbose_name = _("Messages to people")

    def ready(self) -> None:
        from wagtail.permissions import register_permission_policy

        from messaging import checks
        from messaging.admin_policy import ReadOnlyPolicy
        from messaging.models import OutboxMessage

        register(checks.check_sms_gateway)
        register_permission_policy(OutboxMessage, ReadOnlyPolicy(OutboxMessage))
