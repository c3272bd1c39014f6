"""Due, near, late, and who has had a case: each defined once, here, in working time.

Cases, tasks, the worklist, the dashboard and the facts of routes all ask this module. What is true of a row is said
twice, as a Python predicate on its values and as a condition on its table (`CASE`, `TASK`); a property test holds the
two together.

The rules:

- A promise is the closing of a working day; a step's limit is so many hours or days of working time.
- Late: past its due. Open work is judged by the clock, finished work by when it was finished.
- The clock of the office stands while every open step of a case waits for the applicant. Meanwhile the case is not
  late; when the office has it again, its due has moved by the working time that the pause lasted
  (`workflows.engine.clock` does that).
- A holiday that is entered later changes no due that is set: what was told to people stays. A pause is counted by the
  calendar of the day on which it ends.

Nothing here reads or writes a table. All moments are aware.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, TypeAlias

from django.conf import settings
from django.db.models import Expression, F, Q

from persian.working_time import NoWorkingTime, add_working_days, add_working_time, working_time_between

__all__ = [
    "CASE",
    "TASK",
    "Columns",
    "Holder",
    "Span",
    "TimeSpent",
    "due_of_step",
    "holder_of",
    "is_late",
    "is_near",
    "moved",
    "near_until",
    "promise",
    "spans",
    "time_spent",
    "working_time_of",
]

ZERO = timedelta()
Moment: TypeAlias = "datetime | Expression"


# ------------------------------------------------------------------------------------------------------ due
def promise(now: datetime, working_days: int) -> datetime:
    """By when an answer is promised to a request that comes in now: the closing of the n-th working day after today."""
    return add_working_days(now, working_days)


def due_of_step(limit: Mapping[str, Any] | None, *, now: datetime, otherwise: datetime | None) -> datetime | None:
    """When a step that is reached now has to be done: its limit (`amount`, `unit`: hours or days) from now.

    Hours are hours of work; days end at closing. `otherwise` is for a step without a limit.
    """
    if not limit or not limit.get("amount"):
        return otherwise
    amount = int(limit["amount"])
    if limit.get("unit") == "hours":
        return add_working_time(now, timedelta(hours=amount))
    return add_working_days(now, amount)


def moved(due: datetime, pause: timedelta) -> datetime:
    """The due of a case whose clock stood for so much working time."""
    return add_working_time(due, pause)


def working_time_of(start: datetime, end: datetime) -> timedelta:
    """The working time from `start` to `end`; nothing where `end` comes first (the clocks of two servers differ)."""
    return max(ZERO, working_time_between(start, end))


# ---------------------------------------------------------------------------------------------- late and near
def is_late(
    *, due: datetime | None, finished: datetime | None, now: datetime, clock_stopped_at: datetime | None = None
) -> bool:
    """Whether a row is late, or was when it was finished. What has no due, or whose clock stands, is not late."""
    if due is None or (finished is None and clock_stopped_at is not None):
        return False
    return due < (finished or now)


def is_near(
    *,
    due: datetime | None,
    finished: datetime | None,
    now: datetime,
    until: datetime,
    clock_stopped_at: datetime | None = None,
) -> bool:
    """Whether open work is due soon: not late yet, and due by `until` (`near_until(now)`, asked once for many rows)."""
    if due is None or finished is not None or clock_stopped_at is not None:
        return False
    return now <= due <= until


def near_until(now: datetime) -> datetime:
    """Up to which moment a due is near: the closing of the working day that `NEAR_WORKING_DAYS` names.

    A calendar without any open hours makes nothing near.
    """
    try:
        return add_working_days(now, settings.NEAR_WORKING_DAYS)
    except NoWorkingTime:
        return now


@dataclass(frozen=True, slots=True)
class Columns:
    """The same as conditions on a table with the columns `due` and `finished`.

    `now` is a moment, or an expression that stands for one in a statement that is kept compiled. `clock` names the
    column that says since when the row's clock stands; empty where it never stands.
    """

    clock: str = ""

    def late(self, now: Moment) -> Q:
        """Late, or finished late (`is_late`)."""
        return self.open_late(now) | self.finished_late()

    def open_late(self, now: Moment) -> Q:
        return Q(finished__isnull=True) & self.overdue(now)

    def open_on_time(self, now: Moment) -> Q:
        """Open and not late: not due yet, without a due, or with its clock standing."""
        return Q(finished__isnull=True) & (Q(due__gte=now) | Q(due__isnull=True) | self.stopped())

    def finished_late(self) -> Q:
        return Q(finished__gt=F("due"))

    def finished_on_time(self) -> Q:
        return Q(finished__isnull=False) & (Q(finished__lte=F("due")) | Q(due__isnull=True))

    def overdue(self, now: Moment) -> Q:
        """`open_late` for rows that are known to be open, so that a partial index on open rows answers it alone."""
        return Q(due__lt=now) & self.running()

    def near(self, now: Moment, until: Moment) -> Q:
        """Open and due soon (`is_near`)."""
        return Q(finished__isnull=True, due__gte=now, due__lte=until) & self.running()

    def running(self) -> Q:
        """The clock runs. True of every row of a table whose clock never stands."""
        return Q(**{f"{self.clock}__isnull": True}) if self.clock else Q()

    def stopped(self) -> Q:
        """The clock stands. True of no row of a table whose clock never stands."""
        return Q(**{f"{self.clock}__isnull": False}) if self.clock else Q(pk__in=[])


CASE = Columns(clock="clock_stopped_at")
# A task at a post keeps the clock running by being open, and an applicant's is late by its own due alone.
TASK = Columns()


# ------------------------------------------------------------------------------------- who has had the case
class Holder(StrEnum):
    """Who has a case, and whom a step waits for: a post of the office, somebody outside, or the applicant.

    The order is that of precedence: where several have it at once, the first of them counts. So the applicant has a
    case exactly while its clock stands.
    """

    OFFICE = "office"
    OUTSIDE = "outside"
    APPLICANT = "applicant"


_PRECEDENCE = tuple(Holder)


def holder_of(*, post_id: int | None, owner_id: int | None) -> Holder:
    """Who has an open step: at a post the office, of a person without a post the applicant, else somebody outside."""
    if post_id is not None:
        return Holder.OFFICE
    return Holder.APPLICANT if owner_id is not None else Holder.OUTSIDE


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when somebody had the case; `end` is null while they have it."""

    holder: Holder
    start: datetime
    end: datetime | None

    def working_time(self, now: datetime) -> timedelta:
        return working_time_of(self.start, self.end or now)


def spans(intervals: Iterable[Span]) -> list[Span]:
    """Who had the case when, one after another, from the intervals of its steps, which may overlap.

    At each moment the open step whose holder comes first in `Holder` decides. Neighbours of one holder are one span;
    steps that took no time (the engine's own) leave no trace.
    """
    lasting = [one for one in intervals if one.end is None or one.end > one.start]
    edges = sorted({edge for one in lasting for edge in (one.start, one.end) if edge is not None})
    found: list[Span] = []
    for start, end in zip(edges, [*edges[1:], None], strict=False):
        open_now = {one.holder for one in lasting if one.start <= start and (one.end is None or one.end > start)}
        holder = next((holder for holder in _PRECEDENCE if holder in open_now), None)
        if holder is None:
            continue
        if found and found[-1].holder is holder and found[-1].end == start:
            found[-1] = Span(holder, found[-1].start, end)
        else:
            found.append(Span(holder, start, end))
    return found


@dataclass(frozen=True, slots=True)
class TimeSpent:
    """How much working time a case has been with whom, and the spans in which the applicant had it."""

    office: timedelta
    outside: timedelta
    applicant: timedelta
    pauses: tuple[Span, ...] = ()


def time_spent(intervals: Iterable[Span], now: datetime) -> TimeSpent:
    """The sums of `spans`, up to now."""
    found = spans(intervals)
    sums = dict.fromkeys(Holder, ZERO)
    for span in found:
        sums[span.holder] += span.working_time(now)
    return TimeSpent(
        office=sums[Holder.OFFICE],
        outside=sums[Holder.OUTSIDE],
        applicant=sums[Holder.APPLICANT],
        pauses=tuple(span for span in found if span.holder is Holder.APPLICANT),
    )
