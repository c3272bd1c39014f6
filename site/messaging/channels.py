"""How one outbox message leaves: by Django's e-mail backend, or by the configured SMS gateway."""

import hashlib
from collections.abc import Callable
from email.utils import parseaddr
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.template.loader import render_to_string
from django.utils import translation

from messaging.gateways import PermanentFailure, configured_gateway
from messaging.models import OutboxMessage
from persian.validators import normalise_mobile, validate_mobile


def send(message: OutboxMessage) -> str:
    """Send, and return the provider's id. Raises `PermanentFailure` where no repeat can help."""
    return _SENDERS[message.channel](message)


def _send_sms(message: OutboxMessage) -> str:
    try:
        validate_mobile(message.recipient)
    except ValidationError:
        raise PermanentFailure("not a mobile number") from None
    return configured_gateway().send(
        recipient=normalise_mobile(message.recipient), body=message.body, key=message.idempotency_key
    )


def _send_email(message: OutboxMessage) -> str:
    try:
        validate_email(message.recipient)
    except ValidationError:
        raise PermanentFailure("not an e-mail address") from None
    message_id = message_id_for(message.idempotency_key)
    email = EmailMultiAlternatives(
        subject=" ".join(message.subject.split()) or str(settings.WAGTAIL_SITE_NAME),
        body=message.body,
        to=[message.recipient],
        headers={"Message-ID": message_id, "Auto-Submitted": "auto-generated"},
    )
    with translation.override(settings.LANGUAGE_CODE):
        email.attach_alternative(render_to_string("emails/message.html", {"message": message}), "text/html")
    try:
        email.send()
    except SMTPRecipientsRefused as error:
        if all(500 <= code < 600 for code, _text in error.recipients.values()):
            raise PermanentFailure("the mail server refuses the address") from None
        raise
    except SMTPResponseException as error:
        if error.smtp_code in {550, 551, 552, 553, 554}:
            raise PermanentFailure(f"the mail server answered {error.smtp_code}") from None
        raise
    return message_id


def message_id_for(key: str) -> str:
    """The same for every try of one message, so that mail servers and readers recognise a repeat."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"


_SENDERS: dict[str, Callable[[OutboxMessage], str]] = {
    OutboxMessage.Channel.SMS: _send_sms,
    OutboxMessage.Channel.EMAIL: _send_email,
}
