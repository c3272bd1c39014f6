"""E-mail, by Django's backend."""

import hashlib
from email.utils import parseaddr
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from messaging.channels.kind import MessageKind
from outbox.failures import PermanentFailure
from outbox.models import Effect
from outbox.registry import registry

_REFUSALS = {550, 551, 552, 553, 554}  # RFC 5321: this mailbox, this message; no repeat helps


@registry.register
class Email(MessageKind):
    """Plain text, with the same as HTML beside it."""

    id, label = "email", _("E-mail")

    def send(self, effect: Effect) -> str:
        """Hand over to the mail server; the id is the Message-ID."""
        try:
            validate_email(effect.recipient)
        except ValidationError:
            raise PermanentFailure("not an e-mail address") from None
        message_id = message_id_for(effect.idempotency_key)
        _hand_over(_written(effect, message_id))
        return message_id


def message_id_for(key: str) -> str:
    """The same for every try of one message, so that mail servers and readers recognise a repeat."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"


def _written(effect: Effect, message_id: str) -> EmailMultiAlternatives:
    subject, body = effect.payload.get("subject", ""), effect.payload["body"]
    email = EmailMultiAlternatives(
        subject=" ".join(subject.split()) or str(settings.WAGTAIL_SITE_NAME),
        body=body,
        to=[effect.recipient],
        headers={"Message-ID": message_id, "Auto-Submitted": "auto-generated"},
    )
    with translation.override(settings.LANGUAGE_CODE):
        html = render_to_string("emails/message.html", {"subject": subject, "body": body})
    email.attach_alternative(html, "text/html")
    return email


def _hand_over(email: EmailMultiAlternatives) -> None:
    try:
        email.send()
    except SMTPRecipientsRefused as error:
        if all(500 <= code < 600 for code, _text in error.recipients.values()):
            raise PermanentFailure("the mail server refuses the address") from None
        raise
    except SMTPResponseException as error:
        if error.smtp_code in _REFUSALS:
            raise PermanentFailure(f"the mail server answered {error.smtp_code}") from None
        raise
