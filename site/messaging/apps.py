from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _


class MessagingConfig(AppConfig):
    """Messages that leave the desk: e-mail, SMS."""

    name = "messaging"
    verbose_name = _("Messages to people")

    def ready(self) -> None:
        from wagtail.permissions import register_permission_policy

        from messaging import checks
        from messaging.channels import email, sms  # noqa: F401 - importing registers them
        from messaging.gateways import console, file, http  # noqa: F401 - importing registers them
        from messaging.models import Message
        from outbox.admin_policy import ReadOnlyPolicy

        register(checks.check_sms_gateway)
        register_permission_policy(Message, ReadOnlyPolicy(Message))
