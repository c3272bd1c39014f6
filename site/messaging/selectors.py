"""What can be asked about messages."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from messaging.models import OutboxMessage

__all__ = ["due", "due_among", "messages_about"]

_OPEN = [OutboxMessage.Status.PENDING, OutboxMessage.Status.SENDING]


def due(now: datetime | None = None) -> QuerySet[OutboxMessage]:
    """Messages whose next try, or whose worker's lease, is over: oldest first, on the partial index."""
    return OutboxMessage.objects.filter(status__in=_OPEN, next_attempt_at__lte=now or timezone.now()).order_by(
        "next_attempt_at", "id"
    )


def due_among(keys: Sequence[str]) -> list[int]:
    """Primary keys of the due messages among these idempotency keys."""
    return list(due().filter(idempotency_key__in=list(keys)).values_list("pk", flat=True))


def messages_about(reference: str) -> QuerySet[OutboxMessage]:
    """Messages that are about this (a tracking code), newest first; secret ones never."""
    return OutboxMessage.objects.filter(reference=reference, is_secret=False).order_by("-id")
