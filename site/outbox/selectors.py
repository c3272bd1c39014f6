"""What can be asked about effects."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from outbox.models import Effect

__all__ = ["due", "due_among", "due_in_turn", "failed"]

_OLDEST = ("next_attempt_at", "id")


def due(now: datetime | None = None) -> QuerySet[Effect]:
    """Effects whose next try, or whose worker's lease, is over: oldest first, on the partial index."""
    open_ones = Effect.objects.filter(status__in=Effect.OPEN, next_attempt_at__lte=now or timezone.now())
    return open_ones.order_by(*_OLDEST)


def failed() -> QuerySet[Effect]:
    """Effects that were given up: somebody has to look."""
    return Effect.objects.filter(status=Effect.Status.FAILED)


def due_among(keys: Sequence[str]) -> list[int]:
    """Primary keys of the due effects among these idempotency keys."""
    return list(due().filter(idempotency_key__in=list(keys)).values_list("pk", flat=True))


def due_in_turn(most: int) -> list[tuple[int, str]]:
    """Primary key and kind of at most so many due effects: the oldest of each kind, then the second of each, and on.

    So a thousand messages to a provider that is down stand in nobody's way but their own.
    """
    turn = Window(RowNumber(), partition_by=F("kind"), order_by=_OLDEST)
    rows = due().annotate(turn=turn).order_by("turn", *_OLDEST)
    return list(rows.values_list("pk", "kind")[:most])
