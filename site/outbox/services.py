"""The outbox: what leaves the system, or is to happen later, is first a row, written with the step that caused it.

How sure it is. `queue_effects` writes the rows in the step's transaction: a step that rolls back has no effect, a step
that commits loses none, whatever then happens to broker or worker. `perform_effect` claims a row atomically for a
lease, has the effect outside any transaction, and closes the row. A worker that dies in between leaves a row whose
lease runs out; the sweep takes it up again. It cannot know whether the dead worker had already handed it over: that
window, between the other side's 'taken' and our mark, makes the effect outside at-least-once. The idempotency key
closes it as far as the other side allows. What follows inside (`EffectKind.on_done`: a step that resumes, a timer that
fires) is exactly-once: it shares the transaction that closes the row, behind the lock and a second look at the status.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Case, F, JSONField, Value, When
from django.utils import timezone
from wagtail.log_actions import log

from outbox import events, queue
from outbox.delivery import perform_effect, sweep
from outbox.models import Attempt, Effect
from outbox.registry import registry
from statements import insert

if TYPE_CHECKING:
    # This app stands below `accounts`: of a person it needs only what every user model has.
    from django.contrib.auth.models import AbstractUser

__all__ = ["perform_effect", "purge", "queue_effects", "retry", "sweep", "withdraw"]

ATTEMPTS_KEPT = WITHDRAWN_KEPT = timedelta(days=90)
PURGE_BATCH = 5000


def queue_effects(effects: Sequence[Effect]) -> None:
    """Write effects in the caller's transaction: one INSERT, and one task after commit for those that are due.

    Keys that are there already are passed over; a key that was used for a withdrawn effect stays used. The given
    objects get no primary key. Raises `UnknownKind`, and `ValueError` for an effect without a key.
    """
    if not effects:
        return
    for effect in effects:
        if not effect.idempotency_key:
            raise ValueError(f"an effect of kind {effect.kind!r} without an idempotency key")
        effect.is_secret |= registry.get(effect.kind).is_secret
    insert(effects, ignore_conflicts=True)
    now = timezone.now()
    _announce([effect.idempotency_key for effect in effects if effect.next_attempt_at <= now])


def withdraw(*, keys: Iterable[str]) -> int:
    """Call off the open effects with these keys, in the caller's transaction; return how many there were.

    What a worker is at may still reach the outside; nothing follows from it inside (no `on_done`, no `on_failed`).
    """
    open_ones = Effect.objects.filter(idempotency_key__in=list(keys), status__in=Effect.OPEN)
    shown = Case(When(is_secret=True, then=Value({}, output_field=JSONField())), default=F("payload"))
    return open_ones.update(
        status=Effect.Status.WITHDRAWN,
        payload=shown,
        result=None,
        last_error="",
        purge_at=timezone.now() + WITHDRAWN_KEPT,
    )


@transaction.atomic
def retry(*, effect: Effect, user: AbstractUser) -> bool:
    """Give a failed effect its tries back; False if it has not failed (any more), or was secret: its contents are gone.

    Needs the right to change effects. What followed from the failure (`on_failed`) stays done; if the effect succeeds
    now, `on_done` follows too.
    """
    if not user.has_perm("outbox.change_effect"):
        raise PermissionDenied
    renewed = Effect.objects.filter(pk=effect.pk, status=Effect.Status.FAILED, is_secret=False).update(
        status=Effect.Status.PENDING, attempts=0, next_attempt_at=timezone.now(), expires_at=None, purge_at=None
    )
    if renewed:
        log(effect, events.RETRIED, user=user)
        _announce([effect.idempotency_key])
    return bool(renewed)


def purge() -> int:
    """Delete effects that are over and whose kind keeps them no longer, and tries older than 90 days; return how many.

    Bounded: the rest goes with the next run. Nothing depends on it but the disk.
    """
    now = timezone.now()
    effects = Effect.objects.filter(purge_at__lte=now).order_by("purge_at").values_list("pk", flat=True)[:PURGE_BATCH]
    tries = Attempt.objects.filter(started_at__lt=now - ATTEMPTS_KEPT, ended_at__isnull=False)
    _all, deleted = Effect.objects.filter(pk__in=list(effects)).delete()
    old = list(tries.order_by("started_at").values_list("pk", flat=True)[:PURGE_BATCH])
    Attempt.objects.filter(pk__in=old).delete()
    return deleted.get("outbox.Effect", 0) + len(old)


def _announce(keys: Sequence[str]) -> None:
    if keys:
        transaction.on_commit(partial(queue.announce, list(keys)), robust=True)
