"""The outbox: written with the step, sent after commit, tried again, given up."""

import datetime as dt
import json
import logging
import smtplib
from itertools import pairwise

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from messaging import channels, queue, services, tasks
from messaging.gateways import PermanentFailure, TemporaryFailure
from messaging.models import OutboxMessage
from tests.accounts.factories import UserFactory
from tests.messaging.factories import queued

Status = OutboxMessage.Status
pytestmark = pytest.mark.django_db


@pytest.fixture
def sms(settings, tmp_path):
    """The file that the file gateway writes, as a reader of its lines."""
    settings.SMS_GATEWAY, settings.SMS_GATEWAY_OPTIONS = "file", {"path": str(tmp_path / "sms.jsonl")}

    def lines():
        path = tmp_path / "sms.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    return lines


@pytest.fixture
def announced(monkeypatch):
    """Keys that would have been enqueued, a list a task."""
    calls = []
    monkeypatch.setattr(tasks.deliver_messages, "apply_async", lambda args, **options: calls.append(args[0]))
    queue.reset()
    return calls


def failing(monkeypatch, error):
    def send(message):
        raise error

    monkeypatch.setattr(channels, "send", send)


def make_due(message):
    OutboxMessage.objects.filter(pk=message.pk).update(next_attempt_at=timezone.now() - dt.timedelta(seconds=1))


class TestQueueing:
    def test_one_task_after_commit_for_many_messages(self, announced, django_capture_on_commit_callbacks):
        messages = [
            OutboxMessage(channel="sms", recipient="09121234567", body="x", idempotency_key=f"k{n}") for n in range(5)
        ]
        with django_capture_on_commit_callbacks(execute=True):
            services.queue_messages(messages)
            assert announced == []
        assert announced == [["k0", "k1", "k2", "k3", "k4"]]

    def test_a_step_that_rolls_back_sends_nothing(self, announced, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
            queued()
            transaction.set_rollback(True)
        assert announced == []
        assert not OutboxMessage.objects.exists()

    def test_a_repeated_key_finds_its_message(self):
        first = queued(idempotency_key="case:1", body="one")
        again = queued(idempotency_key="case:1", body="two")
        assert (again.pk, again.body) == (first.pk, "one")

    def test_no_messages_cost_nothing(self, django_assert_num_queries):
        with django_assert_num_queries(0):
            services.queue_messages([])


class TestDelivery:
    def test_sent_once(self, sms):
        message = queued()
        assert services.deliver_message(pk=message.pk) == Status.SENT
        assert services.deliver_message(pk=message.pk) == ""
        message.refresh_from_db()
        assert message.sent_at is not None
        assert message.attempts == 1
        assert [line["recipient"] for line in sms()] == ["09121234567"]

    def test_the_task_delivers_what_waits(self, sms):
        keys = [queued().idempotency_key for _number in range(3)]
        tasks.deliver_messages([*keys, "unknown"])
        assert [line["key"] for line in sms()] == keys

    def test_email(self):
        message = queued(channel="email", recipient="a@example.com", subject="رسید\nشما", body="<b>سلام</b>")
        services.deliver_message(pk=message.pk)
        sent = mail.outbox[0]
        assert sent.subject == "رسید شما"
        assert sent.extra_headers["Message-ID"] == channels.message_id_for(message.idempotency_key)
        html = sent.alternatives[0][0]
        assert 'dir="rtl"' in html
        assert "<b>" not in html

    def test_a_temporary_failure_is_tried_later_each_time_later(self, monkeypatch):
        failing(monkeypatch, TemporaryFailure("the provider answered 503"))
        message = queued()
        pauses = []
        for _try in range(services.MAX_ATTEMPTS - 1):
            make_due(message)
            assert services.deliver_message(pk=message.pk) == Status.PENDING
            assert services.deliver_message(pk=message.pk) == ""  # not due
            message.refresh_from_db()
            pauses.append((message.next_attempt_at - timezone.now()).total_seconds())
        assert 23 < pauses[0] < 37
        assert all(later > earlier * 1.2 for earlier, later in pairwise(pauses))
        make_due(message)
        assert services.deliver_message(pk=message.pk) == Status.FAILED
        message.refresh_from_db()
        assert message.last_error == "the provider answered 503"

    def test_retries_are_bounded_at_an_hour(self):
        assert services.pause_after(20) <= dt.timedelta(hours=1.2)

    @pytest.mark.parametrize(
        ("channel", "recipient"), [("sms", "12345"), ("sms", "02188888888"), ("email", "nobody"), ("email", "a@b\nc")]
    )
    def test_a_bad_address_fails_at_once(self, channel, recipient, sms):
        message = queued(channel=channel, recipient=recipient)
        assert services.deliver_message(pk=message.pk) == Status.FAILED
        assert sms() == []

    def test_what_the_gateway_refuses_for_good_fails_at_once(self, monkeypatch):
        failing(monkeypatch, PermanentFailure("the provider answered 422"))
        assert services.deliver_message(pk=queued().pk) == Status.FAILED

    def test_a_mail_server_that_refuses_the_address(self, monkeypatch):
        error = smtplib.SMTPRecipientsRefused({"a@example.com": (550, b"no such user")})
        monkeypatch.setattr("django.core.mail.EmailMessage.send", lambda self: (_ for _ in ()).throw(error))
        message = queued(channel="email", recipient="a@example.com")
        assert services.deliver_message(pk=message.pk) == Status.FAILED

    def test_foreign_errors_and_texts_are_not_written_down(self, monkeypatch, caplog):
        failing(monkeypatch, RuntimeError("body: 123456"))
        caplog.set_level(logging.DEBUG)
        message = queued(body="123456")
        assert services.deliver_message(pk=message.pk) == Status.PENDING
        message.refresh_from_db()
        assert message.last_error == "RuntimeError"
        assert "123456" not in caplog.text

    def test_a_secret_text_is_erased_once_sent(self, sms):
        message = queued(body="کد ۱۲۳۴۵۶", is_secret=True)
        services.deliver_message(pk=message.pk)
        message.refresh_from_db()
        assert message.body == ""
        assert sms()[0]["body"] == "کد ۱۲۳۴۵۶"

    def test_what_is_of_no_use_any_more_is_not_sent(self, sms):
        message = queued(is_secret=True, expires_at=timezone.now() - dt.timedelta(seconds=1))
        assert services.deliver_message(pk=message.pk) == Status.FAILED
        message.refresh_from_db()
        assert message.body == ""
        assert sms() == []


class TestLostWorkers:
    def test_a_message_under_lease_is_left_alone(self, sms):
        message = queued()
        assert services._claim(message.pk) is not None
        assert services.sweep_outbox() == 0
        assert sms() == []

    def test_a_lease_that_ran_out_is_taken_over(self, sms):
        message = queued()
        services._claim(message.pk)
        make_due(message)
        assert services.sweep_outbox() == 1
        assert len(sms()) == 1

    def test_a_worker_lost_after_handing_over_repeats_with_the_same_key(self, sms):
        message = queued()
        channels.send(services._claim(message.pk))  # …and the worker dies before it can note that
        make_due(message)
        services.sweep_outbox()
        message.refresh_from_db()
        assert message.status == Status.SENT
        assert len(sms()) == 1

    def test_a_slow_worker_that_fails_does_not_undo_what_another_sent(self, sms, monkeypatch):
        message = queued()
        slow = services._claim(message.pk)
        make_due(message)
        services.sweep_outbox()
        services._try_later(slow, TemporaryFailure("late"))
        message.refresh_from_db()
        assert message.status == Status.SENT

    def test_a_message_that_kills_every_worker_is_given_up(self, sms):
        message = queued()
        for _try in range(services.MAX_ATTEMPTS):
            make_due(message)
            services._claim(message.pk)
        make_due(message)
        assert services.deliver_message(pk=message.pk) == Status.FAILED
        assert sms() == []

    def test_a_sweep_is_bounded(self, sms, monkeypatch):
        monkeypatch.setattr(services, "SWEEP_BATCH", 2)
        for _number in range(3):
            queued()
        assert services.sweep_outbox() == 2
        assert services.sweep_outbox() == 1


class TestSendingAgain:
    def test_needs_the_right(self):
        message = queued(recipient="1")
        services.deliver_message(pk=message.pk)
        with pytest.raises(PermissionDenied):
            services.send_again(message=message, user=UserFactory(staff=True))

    def test_only_failed_ones_and_no_secret_ones(self, sms):
        administrator = UserFactory(administrator=True)
        failed, waiting, secret = queued(recipient="1"), queued(), queued(recipient="1", is_secret=True)
        services.deliver_message(pk=failed.pk)
        services.deliver_message(pk=secret.pk)
        assert services.send_again(message=failed, user=administrator)
        assert not services.send_again(message=waiting, user=administrator)
        assert not services.send_again(message=secret, user=administrator)
        failed.refresh_from_db()
        assert (failed.status, failed.attempts) == (Status.PENDING, 0)
