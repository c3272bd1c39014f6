"""SMS, by the gateway of the settings."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from messaging.channels.kind import MessageKind
from messaging.gateways import configured_gateway
from outbox.failures import PermanentFailure
from outbox.models import Effect
from outbox.registry import registry
from persian.validators import normalise_mobile, validate_mobile


@registry.register
class Sms(MessageKind):
    """To an Iranian mobile number."""

    id, label = "sms", _("SMS")

    def send(self, effect: Effect) -> str:
        """Hand over to the gateway, with the effect's key."""
        try:
            validate_mobile(effect.recipient)
        except ValidationError:
            raise PermanentFailure("not a mobile number") from None
        return configured_gateway().send(
            recipient=normalise_mobile(effect.recipient), body=effect.payload["body"], key=effect.idempotency_key
        )
