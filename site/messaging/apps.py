from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _


class MessagingConfig(AppConfig):
    """Messages that leave the desk: outbox, e-mail, SMS."""

    name = "messaging"
    verbose_name = _("Messages to people")

    def ready(self) -> None:
        from messaging import checks

        register(checks.check_sms_gateway)
