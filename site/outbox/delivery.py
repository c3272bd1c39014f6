"""Performing effects: claim, perform, close. `outbox.services` says what is promised."""

from __future__ import annotations

import json
import logging
import random
import time
import traceback
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePath
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from outbox import selectors
from outbox.failures import NoLongerNeeded, PermanentFailure, TemporaryFailure, UnknownKind
from outbox.kinds import EffectKind
from outbox.models import Attempt, Effect
from outbox.registry import registry

logger = logging.getLogger(__name__)

SWEEP_BATCH = 200
SWEEP_SECONDS = 45.0  # a sweep ends before the next begins; the next goes on where it stopped
KIND_SECONDS = 15.0  # after which a sweep leaves the rest of a slow kind to the next
LAST_TRIES = 3  # beyond a kind's own, where only what follows from a failure fails
SECRETS_KEPT = timedelta(days=90)

Status = Effect.Status
Outcome = Attempt.Outcome


@dataclass(frozen=True, slots=True)
class Claim:
    """One worker's hold of an effect, for one try."""

    effect: Effect
    attempt: Attempt
    kind: EffectKind

    def rows(self) -> QuerySet[Effect]:
        """The effect while it is still under this claim."""
        return Effect.objects.filter(pk=self.effect.pk, status=Status.RUNNING, attempts=self.effect.attempts)


def perform_effect(*, pk: int) -> str:
    """Perform one effect if it is due and nobody else is at it; return its status, or '' if there was nothing to do.

    Never raises for what goes wrong with the effect: that is noted on its row and in its tries. A temporary failure is
    tried again after a pause that doubles each time; after the kind's tries, past `expires_at`, or at once after a
    permanent failure, the effect has failed.
    """
    claim = _claim(pk)
    if claim is None:
        return ""
    try:
        return _run(claim)
    except NoLongerNeeded:
        return _withdraw(claim)
    except PermanentFailure as error:
        return _give_up(claim, str(error))
    except Exception as error:  # a kind may raise anything; none of it may stop the other effects
        return _try_later(claim, error)


def sweep() -> int:
    """Perform what is due: left by a dead broker or worker, waiting for its next try, or a timer. Returns how many.

    Bounded by number and by time, so that a long queue or a slow provider never piles sweep upon sweep. Kinds take
    turns, and none takes more than a third of the time, so that one that hangs does not hold up the others.
    """
    started = time.monotonic()
    spent: defaultdict[str, float] = defaultdict(float)
    tried = 0
    for pk, kind in selectors.due_in_turn(SWEEP_BATCH):
        before = time.monotonic()
        if before - started >= SWEEP_SECONDS:
            break
        if spent[kind] < KIND_SECONDS:
            tried += bool(perform_effect(pk=pk))
            spent[kind] += time.monotonic() - before
    return tried


def pause_after(kind: EffectKind, attempts: int) -> timedelta:
    """How long to wait after this many tries: doubled each time, bounded, spread so that retries do not march."""
    pause = kind.first_pause * 2 ** min(attempts - 1, 30)
    return min(pause, kind.longest_pause) * random.uniform(0.8, 1.2)  # noqa: S311


def _claim(pk: int) -> Claim | None:
    """Take the effect for one lease. The UPDATE's own condition decides who wins."""
    now = timezone.now()
    effect = selectors.due(now).filter(pk=pk).first()
    if effect is None:
        return None
    kind, seen = _kind_of(effect), effect.attempts
    effect.status, effect.attempts, effect.next_attempt_at = Status.RUNNING, seen + 1, now + kind.lease_time()
    with transaction.atomic():
        won = (
            selectors.due(now)
            .filter(pk=pk, attempts=seen)
            .order_by()
            .update(status=effect.status, attempts=effect.attempts, next_attempt_at=effect.next_attempt_at)
        )
        if not won:
            return None
        if seen:
            effect.tries.filter(outcome=Outcome.RUNNING).update(outcome=Outcome.LOST, ended_at=now)
        attempt = effect.tries.create(number=effect.attempts, started_at=now)
    return Claim(effect, attempt, kind)


def _kind_of(effect: Effect) -> EffectKind:
    try:
        return registry.get(effect.kind)
    except UnknownKind:
        return _Unregistered()


class _Unregistered(EffectKind):
    """Stands in for a kind that this process does not know. A newer release may have queued it: so it is tried later,
    and fails in the end like any other.
    """

    def perform(self, effect: Effect) -> Any:
        raise TemporaryFailure(str(UnknownKind(effect.kind)))


def _run(claim: Claim) -> str:
    effect, kind = claim.effect, claim.kind
    if effect.performed_at is None and effect.expires_at is not None and effect.expires_at <= timezone.now():
        return _give_up(claim, "no longer of use")
    if effect.attempts > kind.max_attempts:
        return _give_up(claim, effect.last_error or "the worker was lost at every try")
    if effect.performed_at is None:
        effect.result = _json(kind.perform(effect))
        effect.performed_at = timezone.now()
    return _close(claim, Status.DONE, Outcome.DONE)


def _json(result: Any) -> Any:
    """The reply as it will be read again. Raises `PermanentFailure` for what no database could hold."""
    try:
        text = json.dumps(result, cls=DjangoJSONEncoder, allow_nan=False)
    except (TypeError, ValueError):
        raise PermanentFailure("the reply is not JSON") from None
    if "\\u0000" in text:
        raise PermanentFailure("the reply holds a character that cannot be stored")
    return json.loads(text)


def _close(claim: Claim, status: Status, outcome: Outcome, *, reason: str = "", follow: bool = True) -> str:
    """End the effect and have what follows, in one transaction; '' where somebody else ended it meanwhile.

    Success counts whoever holds the row by now; to fail or withdraw it, the claim must still stand.
    """
    effect, kind = claim.effect, claim.kind
    with transaction.atomic():
        if follow:
            kind.lock(effect)
        mine = Effect.objects.filter(pk=effect.pk, status__in=Effect.OPEN) if status == Status.DONE else claim.rows()
        stands = mine.select_for_update().values_list("pk", flat=True).first() is not None
        if stands:
            if follow and status == Status.DONE:
                kind.on_done(effect, effect.result)
            elif follow and status == Status.FAILED:
                kind.on_failed(effect, reason)
            _save_end(claim, status, reason)
        _end_attempt(claim, outcome, reason)
    return str(status) if stands else ""


def _save_end(claim: Claim, status: Status, reason: str) -> None:
    effect, kept_for = claim.effect, claim.kind.kept_for
    if effect.is_secret:
        effect.payload, effect.result = {}, None
        kept_for = min(kept_for or SECRETS_KEPT, SECRETS_KEPT)
    effect.status, effect.last_error = status, reason
    effect.purge_at = timezone.now() + kept_for if kept_for is not None else None
    effect.save(update_fields=["status", "payload", "result", "performed_at", "last_error", "purge_at"])


def _withdraw(claim: Claim) -> str:
    return _close(claim, Status.WITHDRAWN, Outcome.WITHDRAWN, follow=False)


def _give_up(claim: Claim, reason: str) -> str:
    """Failed for good. Where what follows from that fails itself, it is tried a few times more, then left out."""
    reason, tries_left = _storable(claim.effect, reason), claim.kind.max_attempts + LAST_TRIES - claim.effect.attempts
    logger.warning("effect %s (%s) failed: %s", claim.effect.pk, claim.effect.kind, reason)
    try:
        return _close(claim, Status.FAILED, Outcome.FAILED, reason=reason, follow=tries_left >= 0)
    except NoLongerNeeded:
        return _withdraw(claim)
    except Exception as error:  # of the kind's own code, which must not keep the effect for ever
        logger.warning("effect %s: what follows from its failure failed: %s", claim.effect.pk, _describe(error))
        if tries_left > 0:
            return _postpone(claim, reason)
        return _close(claim, Status.FAILED, Outcome.FAILED, reason=reason, follow=False)


def _try_later(claim: Claim, error: Exception) -> str:
    reason = _storable(claim.effect, _describe(error))
    if claim.effect.attempts >= claim.kind.max_attempts:
        return _give_up(claim, reason)
    logger.info("effect %s (%s), try %s: %s", claim.effect.pk, claim.effect.kind, claim.effect.attempts, reason)
    return _postpone(claim, reason)


def _postpone(claim: Claim, reason: str) -> str:
    """Wait for the next try. A reply that is there already is kept: the outside is not asked twice."""
    effect = claim.effect
    with transaction.atomic():
        stands = claim.rows().update(
            status=Status.PENDING,
            last_error=reason,
            next_attempt_at=timezone.now() + pause_after(claim.kind, effect.attempts),
            result=effect.result,
            performed_at=effect.performed_at,
        )
        _end_attempt(claim, Outcome.FAILED, reason)
    return str(Status.PENDING) if stands else ""


def _end_attempt(claim: Claim, outcome: Outcome, reason: str) -> None:
    Attempt.objects.filter(pk=claim.attempt.pk).update(outcome=outcome, ended_at=timezone.now(), error=reason)


def _describe(error: Exception) -> str:
    """An error in words. The text of a foreign one may hold contents or an account's key; its place in the code not."""
    if isinstance(error, TemporaryFailure | PermanentFailure):
        return str(error)
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({PurePath(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return type(error).__name__ + place


def _storable(effect: Effect, reason: str) -> str:
    """The reason, bounded, and with every text of a secret effect's contents struck out, should a kind have put one in.

    Without the characters that PostgreSQL refuses, whose error would otherwise keep the effect from ever ending.
    """
    for text in _texts([effect.payload, effect.result]) if effect.is_secret else []:
        reason = reason.replace(text, "…")
    return reason.replace("\0", "").encode(errors="replace").decode()[:500]


def _texts(content: Any) -> list[str]:
    """Every text and number in it that is long enough to be one, the longest first."""
    if isinstance(content, dict | list):
        inner = content.values() if isinstance(content, dict) else content
        return sorted((text for item in inner for text in _texts(item)), key=len, reverse=True)
    return [str(content)] if content is not None and len(str(content)) > 3 else []
