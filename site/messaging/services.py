"""The outbox: what leaves for a person is first a row, written in the transaction of the step that caused it.

How sure it is. `queue_messages` writes the rows with the step: a step that rolls back sends nothing, a step that
commits loses nothing, whatever then happens to broker or worker. Delivery claims a row atomically for a lease of
`OUTBOX_LEASE_SECONDS`, sends outside any transaction, and marks it sent. A worker that dies between claim and mark
leaves a row whose lease runs out; the sweep takes it up again. It cannot know whether the dead worker had already
handed the message over: that window, between the provider's 'taken' and our mark, makes delivery at-least-once. The
idempotency key closes it as far as the other side allows: it goes with every try to the gateway (the file and console
gateways recognise it and write once, HTTP providers get it as header and placeholder), and e-mail gets a Message-ID
made of it, by which servers and readers know the repeat.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from wagtail.log_actions import log

from messaging import channels, events, queue, selectors
from messaging.gateways import PermanentFailure, TemporaryFailure
from messaging.models import OutboxMessage

if TYPE_CHECKING:
    # This app stands below `accounts`: of a person it needs only what every user model has.
    from django.contrib.auth.models import AbstractUser

__all__ = ["deliver_message", "queue_message", "queue_messages", "send_again", "sweep_outbox"]

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 8
FIRST_RETRY = timedelta(seconds=30)
LONGEST_RETRY = timedelta(hours=1)
SWEEP_BATCH = 200
SWEEP_SECONDS = 45.0  # a sweep ends before the next begins; the next goes on where it stopped

Status = OutboxMessage.Status
_OPEN = [Status.PENDING, Status.SENDING]


def queue_message(
    *,
    channel: str,
    recipient: str,
    body: str,
    idempotency_key: str,
    subject: str = "",
    reference: str = "",
    person: AbstractUser | None = None,
    is_secret: bool = False,
    expires_at: datetime | None = None,
) -> OutboxMessage:
    """Write one message in the caller's transaction and have it sent after commit.

    A key that is there already changes nothing: the message that has it comes back. `is_secret` hides the text from
    everyone and erases it once the message has left or was given up; after `expires_at` it is not sent any more.
    """
    message = OutboxMessage(  # type: ignore[misc]  # ours is the one user model
        channel=channel,
        recipient=recipient,
        body=body,
        idempotency_key=idempotency_key,
        subject=subject,
        reference=reference,
        person=person,
        is_secret=is_secret,
        expires_at=expires_at,
    )
    queue_messages([message])
    return OutboxMessage.objects.get(idempotency_key=idempotency_key)


def queue_messages(messages: Sequence[OutboxMessage]) -> None:
    """Write messages in the caller's transaction: one insert, and one task after commit.

    Keys that are there already are passed over. The given objects get no primary key.
    """
    if not messages:
        return
    OutboxMessage.objects.bulk_create(messages, ignore_conflicts=True)
    transaction.on_commit(partial(queue.announce, [message.idempotency_key for message in messages]), robust=True)


def deliver_message(*, pk: int) -> str:
    """Send one message if it is due and nobody else is at it; return its status, or '' if there was nothing to do.

    Never raises for a message that could not be sent: that is noted on its row. A temporary failure is tried again
    after 30 seconds, doubled each time up to an hour, with a fifth of jitter; after 8 tries, or at once after a
    permanent failure, the message has failed.
    """
    message = _claim(pk)
    if message is None:
        return ""
    if message.expires_at is not None and message.expires_at <= timezone.now():
        return _give_up(message, "no longer of use")
    if message.attempts > MAX_ATTEMPTS:
        return _give_up(message, message.last_error or "the worker was lost at every try")
    try:
        provider_id = channels.send(message)
    except PermanentFailure as error:
        return _give_up(message, str(error))
    except Exception as error:  # a gateway may raise anything; none of it may stop the other messages
        return _try_later(message, error)
    return _mark_sent(message, provider_id)


def sweep_outbox() -> int:
    """Deliver what is due: left by a dead broker or worker, or waiting for its next try. Returns how many were tried.

    Bounded by number and by time, so that a long queue or a slow provider never piles sweep upon sweep.
    """
    stop = time.monotonic() + SWEEP_SECONDS
    tried = 0
    for pk in list(selectors.due().values_list("pk", flat=True)[:SWEEP_BATCH]):
        if time.monotonic() >= stop:
            break
        tried += bool(deliver_message(pk=pk))
    return tried


@transaction.atomic
def send_again(*, message: OutboxMessage, user: AbstractUser) -> bool:
    """Give a failed message its tries back and have it sent; False if it had not failed (any more).

    Needs the right to change messages. A secret message cannot be sent again: its text is gone.
    """
    if not user.has_perm("messaging.change_outboxmessage"):
        raise PermissionDenied
    renewed = OutboxMessage.objects.filter(pk=message.pk, status=Status.FAILED, is_secret=False).update(
        status=Status.PENDING, attempts=0, next_attempt_at=timezone.now(), expires_at=None
    )
    if renewed:
        log(message, events.SENT_AGAIN, user=user)
        transaction.on_commit(partial(queue.announce, [message.idempotency_key]), robust=True)
    return bool(renewed)


def _claim(pk: int) -> OutboxMessage | None:
    """Take the message for one lease. The UPDATE's own condition decides who wins."""
    now = timezone.now()
    won = OutboxMessage.objects.filter(pk=pk, status__in=_OPEN, next_attempt_at__lte=now).update(
        status=Status.SENDING,
        attempts=F("attempts") + 1,
        next_attempt_at=now + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS),
    )
    return OutboxMessage.objects.get(pk=pk) if won else None


def _mark_sent(message: OutboxMessage, provider_id: str) -> str:
    """It has left, whoever else may hold the row by now."""
    OutboxMessage.objects.filter(pk=message.pk).update(
        status=Status.SENT,
        sent_at=timezone.now(),
        provider_id=provider_id[:100],
        last_error="",
        **_without_secret(message),
    )
    return Status.SENT


def _give_up(message: OutboxMessage, reason: str) -> str:
    logger.warning("message %s (%s) failed: %s", message.pk, message.channel, reason)
    _mine(message).update(status=Status.FAILED, last_error=reason[:500], **_without_secret(message))
    return Status.FAILED


def _try_later(message: OutboxMessage, error: Exception) -> str:
    # The text of a foreign error may hold the message or an account's key; those of our own do not.
    reason = str(error) if isinstance(error, TemporaryFailure) else type(error).__name__
    if message.attempts >= MAX_ATTEMPTS:
        return _give_up(message, reason)
    logger.info("message %s (%s), try %s: %s", message.pk, message.channel, message.attempts, reason)
    _mine(message).update(
        status=Status.PENDING, last_error=reason[:500], next_attempt_at=timezone.now() + pause_after(message.attempts)
    )
    return Status.PENDING


def _mine(message: OutboxMessage):  # type: ignore[no-untyped-def]  # a QuerySet; only rows still under our own claim
    return OutboxMessage.objects.filter(pk=message.pk, status=Status.SENDING, attempts=message.attempts)


def _without_secret(message: OutboxMessage) -> dict[str, str]:
    return {"body": ""} if message.is_secret else {}


def pause_after(attempts: int) -> timedelta:
    """How long to wait after this many tries: doubled each time, bounded, spread so that retries do not march."""
    return min(FIRST_RETRY * 2 ** (attempts - 1), LONGEST_RETRY) * random.uniform(0.8, 1.2)  # noqa: S311
