"""Working time as arithmetic: pure, exact over years, without the database.

A `WorkingCalendar` is the week's office hours and the days off. It answers three questions: which moment lies a given
working time after another, how much working time lies between two moments, and which moment closes the n-th working
day. The answers are exact: each day's hours are laid on the time line in Asia/Tehran (daylight saving of the years
before 2022 included), and the days of each year are summed once, so that a question costs two binary searches
however many years it spans.
"""

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple

from persian.jalali import TEHRAN, weekday

Interval = tuple[dt.time, dt.time]
ZERO = dt.timedelta()
MIDNIGHT = dt.time()
# How far ahead a question may reach. On purpose: beyond it lies a typing error, not a promise.
HORIZON_YEARS = 200


class NoWorkingTime(ValueError):
    """The calendar has no open hours, or not as many as asked for within the next 200 years."""


class _Year(NamedTuple):
    """Sums over one Gregorian year: entry i counts what lies before its day i; the last entry is the whole."""

    time: list[dt.timedelta]
    days: list[int]


@dataclass(frozen=True)
class WorkingCalendar:
    """Office hours by weekday (0 is Saturday, 6 Friday) and the days on which nobody works.

    An interval is `(opens, closes)` in Tehran's wall time, closing excluded; a closing of 00:00 is the midnight
    that ends the day. Overlapping or touching intervals count once.
    """

    hours: Mapping[int, tuple[Interval, ...]]
    holidays: frozenset[dt.date] = frozenset()
    _years: dict[int, _Year] = field(default_factory=dict, init=False, repr=False, compare=False)
    _week: tuple[tuple[Interval, ...], ...] = field(default=(), init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        week = tuple(_merged(self.hours.get(day, ())) for day in range(7))
        object.__setattr__(self, "_week", week)

    __hash__ = None  # type: ignore[assignment]

    # ------------------------------------------------------------------------------------------ questions
    def is_working_day(self, day: dt.date) -> bool:
        """Whether the office opens at all on this day."""
        return day not in self.holidays and bool(self._week[weekday(day)])

    def is_open(self, moment: dt.datetime) -> bool:
        """Whether the office is open at this moment."""
        utc = _utc(moment)
        return any(opens <= utc < closes for opens, closes in self.intervals(_tehran_day(moment)))

    def intervals(self, day: dt.date) -> list[tuple[dt.datetime, dt.datetime]]:
        """The open stretches `[opens, closes)` of one day, in UTC."""
        if day in self.holidays:
            return []
        return [_laid_on(day, interval) for interval in self._week[weekday(day)]]

    def add_working_time(self, start: dt.datetime, amount: dt.timedelta) -> dt.datetime:
        """The earliest moment by which `amount` of working time has passed since `start`.

        A full day added at opening ends at that day's closing, not at the next opening. Nothing added gives `start`.
        Aware in Asia/Tehran. Raises `NoWorkingTime`; `ValueError` for a negative amount or a naive start.
        """
        if amount < ZERO:
            raise ValueError("working time is added, never taken away: amount is negative")
        utc = _utc(start)
        if amount == ZERO:
            return utc.astimezone(TEHRAN)
        self._require_hours()
        day = _tehran_day(start)
        rest = amount + self._passed(day, utc)
        year = day.year
        rest += self._year(year).time[_index(day)]
        while rest > self._year(year).time[-1]:
            rest -= self._year(year).time[-1]
            year += 1
            self._require_horizon(day, year)
        sums = self._year(year).time
        index = bisect_left(sums, rest) - 1
        rest -= sums[index]
        for opens, closes in self.intervals(dt.date(year, 1, 1) + dt.timedelta(days=index)):
            if rest <= closes - opens:
                return (opens + rest).astimezone(TEHRAN)
            rest -= closes - opens
        raise AssertionError("a day's sum and its intervals disagree")  # pragma: no cover

    def working_time_between(self, start: dt.datetime, end: dt.datetime) -> dt.timedelta:
        """The working time from `start` to `end`; negative where `end` comes first."""
        if _utc(end) < _utc(start):
            return -self.working_time_between(end, start)
        first, last = _tehran_day(start), _tehran_day(end)
        before_start = self._year(first.year).time[_index(first)] + self._passed(first, _utc(start))
        before_end = self._year(last.year).time[_index(last)] + self._passed(last, _utc(end))
        whole_years = sum((self._year(year).time[-1] for year in range(first.year, last.year)), ZERO)
        return whole_years + before_end - before_start

    def add_working_days(self, start: dt.datetime | dt.date, days: int) -> dt.datetime:
        """Closing time of the n-th working day after the day of `start`, aware in Asia/Tehran.

        The day of `start` itself never counts. With `days=0`: the next closing time that is still ahead, today's
        where today is a working day that has not closed.
        """
        if days < 0:
            raise ValueError("working days are added, never taken away: days is negative")
        self._require_hours()
        day = _tehran_day(start) if isinstance(start, dt.datetime) else start
        if days == 0:
            today = self.intervals(day)
            if today and (not isinstance(start, dt.datetime) or _utc(start) <= today[-1][1]):
                return today[-1][1].astimezone(TEHRAN)
            days = 1
        year = day.year
        rest = days + self._year(year).days[_index(day) + 1]
        while rest > self._year(year).days[-1]:
            rest -= self._year(year).days[-1]
            year += 1
            self._require_horizon(day, year)
        index = bisect_left(self._year(year).days, rest) - 1
        return self.intervals(dt.date(year, 1, 1) + dt.timedelta(days=index))[-1][1].astimezone(TEHRAN)

    def working_days_between(self, first: dt.date, last: dt.date) -> int:
        """How many working days lie from `first` to `last`, both included; 0 where `last` comes first."""
        if last < first:
            return 0
        total = self._year(last.year).days[_index(last) + 1] - self._year(first.year).days[_index(first)]
        return total + sum(self._year(year).days[-1] for year in range(first.year, last.year))

    # ------------------------------------------------------------------------------------------- the index
    def _year(self, year: int) -> _Year:
        if (known := self._years.get(year)) is not None:
            return known
        first = dt.date(year, 1, 1)
        length = (dt.date(year + 1, 1, 1) - first).days
        stretches = [self.intervals(first + dt.timedelta(days=i)) for i in range(length)]
        times = (sum((closes - opens for opens, closes in day), ZERO) for day in stretches)
        index = _Year(
            time=list(accumulate(times, initial=ZERO)),
            days=list(accumulate((bool(day) for day in stretches), initial=0)),
        )
        self._years[year] = index
        return index

    def _passed(self, day: dt.date, utc: dt.datetime) -> dt.timedelta:
        """Working time of one day that lies before a moment."""
        return sum((min(utc, closes) - opens for opens, closes in self.intervals(day) if utc > opens), ZERO)

    def _require_hours(self) -> None:
        if not any(self._week):
            raise NoWorkingTime("the working calendar has no open hours: no due date can be told")

    def _require_horizon(self, day: dt.date, year: int) -> None:
        if year > min(day.year + HORIZON_YEARS, dt.MAXYEAR - 1):
            raise NoWorkingTime(f"the amount reaches further than {HORIZON_YEARS} years ahead")


def _merged(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    merged: list[Interval] = []
    for opens, closes in sorted(intervals, key=lambda i: i[0]):
        if closes != MIDNIGHT and closes <= opens:
            raise ValueError(f"office hours close at {closes} before they open at {opens}")
        if merged and (merged[-1][1] == MIDNIGHT or opens <= merged[-1][1]):
            last_opens, last_closes = merged[-1]
            longer = MIDNIGHT if MIDNIGHT in (closes, last_closes) else max(closes, last_closes)
            merged[-1] = (last_opens, longer)
        else:
            merged.append((opens, closes))
    return tuple(merged)


def _laid_on(day: dt.date, interval: Interval) -> tuple[dt.datetime, dt.datetime]:
    opens, closes = interval
    closing_day = day + dt.timedelta(days=1) if closes == MIDNIGHT else day
    return (
        dt.datetime.combine(day, opens, TEHRAN).astimezone(dt.UTC),
        dt.datetime.combine(closing_day, closes, TEHRAN).astimezone(dt.UTC),
    )


def _utc(moment: dt.datetime) -> dt.datetime:
    # Subtracting two moments of one zone ignores their offsets; in UTC it cannot.
    if moment.tzinfo is None:
        raise ValueError("a working calendar needs aware moments; this one is naive")
    return moment.astimezone(dt.UTC)


def _tehran_day(moment: dt.datetime) -> dt.date:
    return _utc(moment).astimezone(TEHRAN).date()


def _index(day: dt.date) -> int:
    return day.timetuple().tm_yday - 1
