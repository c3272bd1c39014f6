"""Rate limits that hold across processes: who asks, and how often. One atomic statement a count."""

import hashlib
from datetime import datetime, timedelta

from allauth.core.internal.httpkit import get_client_ip
from django.db.models import Case, F, Q, Value, When
from django.http import HttpRequest
from django.utils import timezone

from accounts.errors import TooManyRequests
from accounts.models import RateCounter

__all__ = ["client_address", "count", "give_back"]


def client_address(request: HttpRequest) -> str:
    """The visitor's address; `X-Forwarded-For` counts only behind the number of proxies that the settings state."""
    return get_client_ip(request) or ""


def count(key: str, *, limit: int, period: timedelta) -> None:
    """Count one use of `key`; raise `TooManyRequests` once `limit` uses stand in the window.

    The window begins with the first use and lasts `period`; refused uses are not counted and do not lengthen it. So
    at most `2 × limit` uses fall into any span of that length, and exactly `limit` where the limit is 1.
    """
    now = timezone.now()
    stored = _stored(key)
    RateCounter.objects.bulk_create([RateCounter(key=stored, hits=0, ends_at=now + period)], ignore_conflicts=True)
    over = Q(ends_at__lte=now)
    allowed = RateCounter.objects.filter(Q(key=stored) & (over | Q(hits__lt=limit))).update(
        hits=Case(When(over, then=Value(1)), default=F("hits") + 1),
        ends_at=Case(When(over, then=Value(now + period)), default=F("ends_at")),
    )
    if not allowed:
        raise TooManyRequests(_left(stored, now))


def give_back(key: str) -> None:
    """Take back one use that was counted: what the limit is meant against turned out not to have happened."""
    RateCounter.objects.filter(key=_stored(key), hits__gt=0).update(hits=F("hits") - 1)


def _stored(key: str) -> str:
    return key if len(key) <= 120 else hashlib.sha256(key.encode()).hexdigest()


def _left(key: str, now: datetime) -> timedelta:
    ends_at = RateCounter.objects.filter(key=key).values_list("ends_at", flat=True).first()
    return max(ends_at - now, timedelta(seconds=1)) if ends_at is not None else timedelta(seconds=1)
