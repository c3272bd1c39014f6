"""What other apps read of the working calendar."""

import time
import uuid
from collections import defaultdict
from dataclasses import dataclass

from django.core.cache import cache
from django.db import connection, transaction

from persian.models import Holiday, OfficeHours
from persian.working_calendar import Interval, WorkingCalendar

__all__ = ["forget_working_calendar", "working_calendar"]

_VERSION_KEY = "persian.working_calendar.version"
# Caches that processes do not share cannot carry the version; this bounds how long they disagree.
_SECONDS = 60.0


@dataclass
class _Kept:
    version: str
    calendar: WorkingCalendar
    until: float


_kept: _Kept | None = None


def working_calendar() -> WorkingCalendar:
    """The organisation's calendar, kept in the process.

    A change takes effect in every process at once: saving or deleting hours or holidays puts a new version in the
    shared cache on commit, and each call compares. Where the cache is not shared, within a minute.
    A transaction that has itself changed the calendar reads its own changes.
    """
    global _kept
    if _changed_in_this_transaction():
        return _read()
    version = cache.get(_VERSION_KEY)
    if version is None:
        version = uuid.uuid4().hex
        if not cache.add(_VERSION_KEY, version, None):
            version = cache.get(_VERSION_KEY, version)
    kept = _kept
    if kept is None or kept.version != version or time.monotonic() > kept.until:
        kept = _kept = _Kept(version, _read(), time.monotonic() + _SECONDS)
    return kept.calendar


def forget_working_calendar() -> None:
    """Have every process read the calendar afresh, once the running transaction commits."""
    transaction.on_commit(_set_new_version)


def _set_new_version() -> None:
    cache.set(_VERSION_KEY, uuid.uuid4().hex, None)


def _changed_in_this_transaction() -> bool:
    # Django drops these entries when a savepoint or the transaction is rolled back, and so does the answer.
    return connection.in_atomic_block and any(entry[1] is _set_new_version for entry in connection.run_on_commit)


def _read() -> WorkingCalendar:
    hours: dict[int, tuple[Interval, ...]] = defaultdict(tuple)
    for weekday, opens, closes in OfficeHours.objects.values_list("weekday", "opens", "closes"):
        hours[weekday] += ((opens, closes),)
    return WorkingCalendar(hours=dict(hours), holidays=frozenset(Holiday.objects.values_list("date", flat=True)))
