"""Messages to people, through the outbox: channels, addresses, secrets. The outbox itself is tested beside it."""

import datetime as dt
import json
import logging
import smtplib

import pytest
from django.core import mail
from django.utils import timezone

from messaging.channels.email import message_id_for
from messaging.channels.sms import Sms
from messaging.models import Message
from outbox import delivery, services
from outbox.failures import PermanentFailure
from outbox.models import Effect
from tests.messaging.factories import queued

Status = Effect.Status
pytestmark = pytest.mark.django_db


@pytest.fixture
def sms(settings, tmp_path):
    """The file that the file gateway writes, as a reader of its lines."""
    settings.SMS_GATEWAY, settings.SMS_GATEWAY_OPTIONS = "file", {"path": str(tmp_path / "sms.jsonl")}

    def lines():
        path = tmp_path / "sms.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    return lines


def failing(monkeypatch, error):
    def send(self, effect):
        raise error

    monkeypatch.setattr(Sms, "send", send)


def mail_server_answers(monkeypatch, error):
    def send(self):
        raise error

    monkeypatch.setattr("django.core.mail.EmailMessage.send", send)


def test_sent_once(sms):
    message = queued()
    assert services.perform_effect(pk=message.pk) == Status.DONE
    assert services.perform_effect(pk=message.pk) == ""
    message.refresh_from_db()
    assert message.performed_at is not None
    assert message.provider_id == message.idempotency_key
    assert message.purge_at is None
    assert [line["recipient"] for line in sms()] == ["09121234567"]


def test_messages_are_the_effects_that_reach_people():
    message = queued()
    Effect.objects.create(kind="test.call", idempotency_key="call")
    assert list(Message.objects.all()) == [message]


def test_email():
    message = queued(channel="email", recipient="a@example.com", subject="رسید\nشما", body="<b>سلام</b>")
    services.perform_effect(pk=message.pk)
    sent = mail.outbox[0]
    assert sent.subject == "رسید شما"
    assert sent.extra_headers["Message-ID"] == message_id_for(message.idempotency_key)
    html = sent.alternatives[0][0]
    assert 'dir="rtl"' in html
    assert "<b>" not in html


@pytest.mark.parametrize(
    ("channel", "recipient"), [("sms", "12345"), ("sms", "02188888888"), ("email", "nobody"), ("email", "a@b\nc")]
)
def test_a_bad_address_fails_at_once(channel, recipient, sms):
    message = queued(channel=channel, recipient=recipient)
    assert services.perform_effect(pk=message.pk) == Status.FAILED
    assert sms() == []


def test_what_the_gateway_refuses_for_good_fails_at_once(monkeypatch):
    failing(monkeypatch, PermanentFailure("the provider answered 422"))
    assert services.perform_effect(pk=queued().pk) == Status.FAILED


def test_a_mail_server_that_refuses_the_address(monkeypatch):
    mail_server_answers(monkeypatch, smtplib.SMTPRecipientsRefused({"a@example.com": (550, b"no such user")}))
    message = queued(channel="email", recipient="a@example.com")
    assert services.perform_effect(pk=message.pk) == Status.FAILED


@pytest.mark.parametrize("code", [421, 451])
def test_a_mail_server_that_is_busy_is_asked_again(monkeypatch, code):
    mail_server_answers(monkeypatch, smtplib.SMTPResponseException(code, b"later"))
    assert services.perform_effect(pk=queued(channel="email", recipient="a@example.com").pk) == Status.PENDING


def test_foreign_errors_and_texts_are_not_written_down(monkeypatch, caplog):
    failing(monkeypatch, RuntimeError("body: 123456"))
    caplog.set_level(logging.DEBUG)
    message = queued(body="123456")
    assert services.perform_effect(pk=message.pk) == Status.PENDING
    message.refresh_from_db()
    assert message.last_error.startswith("RuntimeError")
    assert "123456" not in message.last_error + caplog.text


def test_a_secret_text_is_erased_once_sent(sms):
    message = queued(body="کد ۱۲۳۴۵۶", is_secret=True)
    services.perform_effect(pk=message.pk)
    message.refresh_from_db()
    assert (message.body, message.subject, message.provider_id) == ("", "", "")
    assert message.purge_at is not None
    assert sms()[0]["body"] == "کد ۱۲۳۴۵۶"


def test_what_is_of_no_use_any_more_is_not_sent(sms):
    message = queued(is_secret=True, expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert services.perform_effect(pk=message.pk) == Status.FAILED
    message.refresh_from_db()
    assert message.body == ""
    assert sms() == []


def test_a_worker_lost_after_handing_over_repeats_with_the_same_key(sms):
    message = queued()
    claim = delivery._claim(message.pk)
    claim.kind.perform(claim.effect)  # …and the worker dies before it can note that
    Effect.objects.update(next_attempt_at=timezone.now())
    services.sweep()
    message.refresh_from_db()
    assert message.status == Status.DONE
    assert len(sms()) == 1
