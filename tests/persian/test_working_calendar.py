"""Working time against the slowest, most obvious way to count it: minute by minute, day by day."""

import datetime as dt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from persian.jalali import TEHRAN, weekday
from persian.working_calendar import NoWorkingTime, WorkingCalendar

MINUTE = dt.timedelta(minutes=1)
DAY = dt.timedelta(days=1)
OFFICE = WorkingCalendar({day: ((dt.time(7, 30), dt.time(14, 30)),) for day in range(5)})


def tehran(*args: int) -> dt.datetime:
    return dt.datetime(*args, tzinfo=TEHRAN)


# ------------------------------------------------------------------------------- the slow, obvious counting
def is_open(calendar: WorkingCalendar, moment: dt.datetime) -> bool:
    local = moment.astimezone(TEHRAN)
    if local.date() in calendar.holidays:
        return False
    clock = local.time()
    return any(
        opens <= clock and (clock < closes or closes == dt.time())
        for opens, closes in calendar.hours.get(weekday(local.date()), ())
    )


def slow_between(calendar: WorkingCalendar, start: dt.datetime, end: dt.datetime) -> dt.timedelta:
    moment, end, total = start.astimezone(dt.UTC), end.astimezone(dt.UTC), dt.timedelta()
    while moment < end:
        total += MINUTE if is_open(calendar, moment) else dt.timedelta()
        moment += MINUTE
    return total


def slow_add(calendar: WorkingCalendar, start: dt.datetime, amount: dt.timedelta) -> dt.datetime:
    moment = start.astimezone(dt.UTC)
    while amount:
        amount -= MINUTE if is_open(calendar, moment) else dt.timedelta()
        moment += MINUTE
    return moment


def slow_add_days(calendar: WorkingCalendar, day: dt.date, days: int) -> dt.datetime:
    while days:
        day += DAY
        days -= day not in calendar.holidays and bool(calendar.hours.get(weekday(day)))
    closes = max((c for _o, c in calendar.hours[weekday(day)]), key=lambda c: (c == dt.time(), c))
    return dt.datetime.combine(day + DAY if closes == dt.time() else day, closes, TEHRAN)


# --------------------------------------------------------------------------------------------- strategies
minutes_of_day = st.integers(0, 1439).map(lambda m: dt.time(m // 60, m % 60))


@st.composite
def day_hours(draw):
    edges = sorted(draw(st.sets(st.integers(0, 1440), min_size=0, max_size=6)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return tuple((dt.time(a // 60, a % 60), dt.time(b // 60 % 24, b % 60)) for a, b in pairs)


@st.composite
def calendars(draw, first=dt.date(2026, 1, 1), last=dt.date(2026, 12, 31)):
    hours = {day: draw(day_hours()) for day in range(7)}
    assume(any(hours.values()))
    holidays = draw(st.frozensets(st.dates(first, last), max_size=12))
    return WorkingCalendar(hours, holidays)


def moments(first=dt.datetime(2025, 12, 1), last=dt.datetime(2027, 1, 31)):
    zones = st.sampled_from([TEHRAN, dt.UTC])
    return st.datetimes(first, last, timezones=zones).map(lambda m: m.replace(second=0, microsecond=0))


# -------------------------------------------------------------------------------------------------- tests
class TestAgainstMinuteSteps:
    @given(calendars(), moments(), st.integers(0, 8 * 1440))
    def test_between(self, calendar, start, minutes):
        end = start.astimezone(dt.UTC) + minutes * MINUTE
        assert calendar.working_time_between(start, end) == slow_between(calendar, start, end)

    @given(calendars(), moments(), st.integers(1, 1500))
    def test_add(self, calendar, start, minutes):
        week = sum(
            (slow_between(calendar, tehran(2027, 2, d), tehran(2027, 2, d + 1)) for d in range(1, 8)), dt.timedelta()
        )
        assume(week >= 60 * MINUTE)
        assert calendar.add_working_time(start, minutes * MINUTE) == slow_add(calendar, start, minutes * MINUTE)

    @given(calendars(), moments(), st.integers(1, 400))
    def test_add_days(self, calendar, start, days):
        expected = slow_add_days(calendar, start.astimezone(TEHRAN).date(), days)
        assert calendar.add_working_days(start, days) == expected

    @given(moments(dt.datetime(2021, 3, 10), dt.datetime(2021, 3, 30)), st.integers(0, 8 * 1440))
    def test_the_night_of_the_clock_change(self, start, minutes):
        # Until 2022 Iran's clocks skipped the hour after midnight that began Farvardin the second.
        calendar = WorkingCalendar({day: ((dt.time(0), dt.time(6)), (dt.time(20), dt.time(0))) for day in range(7)})
        end = start.astimezone(dt.UTC) + minutes * MINUTE
        assert calendar.working_time_between(start, end) == slow_between(calendar, start, end)


class TestLaws:
    @given(
        calendars(),
        st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2100, 1, 1), timezones=st.just(TEHRAN)),
        st.timedeltas(dt.timedelta(), dt.timedelta(days=400)),
    )
    def test_added_time_lies_between(self, calendar, start, amount):
        assert calendar.working_time_between(start, calendar.add_working_time(start, amount)) == amount

    @given(calendars(), st.lists(moments(dt.datetime(2020, 1, 1), dt.datetime(2028, 1, 1)), min_size=3, max_size=3))
    def test_between_adds_up(self, calendar, three):
        a, b, c = three
        assert calendar.working_time_between(a, b) + calendar.working_time_between(
            b, c
        ) == calendar.working_time_between(a, c)

    @given(
        calendars(),
        moments(),
        st.timedeltas(dt.timedelta(), dt.timedelta(days=60)),
        st.timedeltas(dt.timedelta(), dt.timedelta(days=60)),
    )
    def test_adding_twice_is_adding_the_sum(self, calendar, start, one, two):
        twice = calendar.add_working_time(calendar.add_working_time(start, one), two)
        assert twice == calendar.add_working_time(start, one + two)

    @given(calendars(), moments(), st.integers(0, 300))
    def test_days_are_counted_as_they_are_added(self, calendar, start, days):
        day = start.astimezone(TEHRAN).date()
        closing = calendar.add_working_days(start, days) - dt.timedelta(microseconds=1)
        if days:
            assert calendar.working_days_between(day + DAY, closing.astimezone(TEHRAN).date()) == days


class TestByHand:
    def test_over_a_weekend(self):
        wednesday = tehran(2026, 11, 25, 13, 30)
        assert OFFICE.add_working_time(wednesday, dt.timedelta(hours=2)) == tehran(2026, 11, 28, 8, 30)

    def test_a_full_day_ends_at_closing(self):
        assert OFFICE.add_working_time(tehran(2026, 11, 24, 7, 30), dt.timedelta(hours=7)) == tehran(
            2026, 11, 24, 14, 30
        )

    def test_asked_at_night(self):
        assert OFFICE.add_working_time(tehran(2026, 11, 24, 22), dt.timedelta(minutes=1)) == tehran(2026, 11, 25, 7, 31)

    def test_holidays_are_skipped(self):
        calendar = WorkingCalendar(OFFICE.hours, frozenset({dt.date(2026, 11, 28), dt.date(2026, 11, 29)}))
        assert calendar.add_working_time(tehran(2026, 11, 25, 14), dt.timedelta(hours=1)) == tehran(2026, 11, 30, 8)
        assert calendar.add_working_days(tehran(2026, 11, 25, 14), 1) == tehran(2026, 11, 30, 14, 30)
        assert not calendar.is_working_day(dt.date(2026, 11, 28))

    def test_nothing_added_is_the_start(self):
        friday = tehran(2026, 11, 27, 10)
        assert OFFICE.add_working_time(friday, dt.timedelta()) == friday

    def test_promised_days(self):
        assert OFFICE.add_working_days(tehran(2026, 11, 24, 10), 1) == tehran(2026, 11, 25, 14, 30)
        assert OFFICE.add_working_days(tehran(2026, 11, 25, 10), 1) == tehran(2026, 11, 28, 14, 30)
        assert OFFICE.add_working_days(dt.date(2026, 11, 24), 5) == tehran(2026, 12, 1, 14, 30)

    def test_promised_for_today(self):
        assert OFFICE.add_working_days(tehran(2026, 11, 24, 10), 0) == tehran(2026, 11, 24, 14, 30)
        assert OFFICE.add_working_days(tehran(2026, 11, 24, 15), 0) == tehran(2026, 11, 25, 14, 30)
        assert OFFICE.add_working_days(tehran(2026, 11, 26, 10), 0) == tehran(2026, 11, 28, 14, 30)

    def test_the_answer_is_in_tehran(self):
        answer = OFFICE.add_working_time(dt.datetime(2026, 11, 24, 5, tzinfo=dt.UTC), dt.timedelta(hours=1))
        assert answer.tzinfo is TEHRAN
        assert answer == tehran(2026, 11, 24, 9, 30)

    def test_late_is_negative(self):
        due, now = tehran(2026, 11, 24, 14), tehran(2026, 11, 25, 8)
        assert OFFICE.working_time_between(now, due) == -dt.timedelta(hours=1)

    def test_overlapping_hours_count_once(self):
        hours = {0: ((dt.time(8), dt.time(12)), (dt.time(10), dt.time(14)), (dt.time(14), dt.time(15)))}
        calendar = WorkingCalendar(hours)
        saturday = tehran(2026, 11, 28)
        assert calendar.working_time_between(saturday, saturday + DAY) == dt.timedelta(hours=7)

    def test_the_very_end_of_a_year(self):
        end_of_year = tehran(2026, 12, 31, 14, 30)  # a Thursday: the year's last open moment is Wednesday's closing
        start = tehran(2026, 1, 1)
        whole_year = OFFICE.working_time_between(start, end_of_year)
        assert OFFICE.add_working_time(start, whole_year) == tehran(2026, 12, 30, 14, 30)
        assert OFFICE.add_working_days(
            start, OFFICE.working_days_between(dt.date(2026, 1, 2), dt.date(2026, 12, 31))
        ) == (tehran(2026, 12, 30, 14, 30))

    def test_overlapping_hours_that_end_at_midnight(self):
        hours = ((dt.time(16), dt.time()), (dt.time(18), dt.time(20)), (dt.time(22), dt.time(23)))
        saturday = tehran(2026, 11, 28)
        for order in (hours, hours[::-1]):
            calendar = WorkingCalendar({0: order})
            assert calendar.working_time_between(saturday, saturday + DAY) == dt.timedelta(hours=8)

    def test_round_the_clock(self):
        calendar = WorkingCalendar({day: ((dt.time(), dt.time()),) for day in range(7)})
        start = tehran(2026, 11, 24, 12)
        assert calendar.add_working_time(start, dt.timedelta(days=500)) == start + dt.timedelta(days=500)

    def test_open_or_closed(self):
        assert OFFICE.is_open(tehran(2026, 11, 24, 7, 30))
        assert not OFFICE.is_open(tehran(2026, 11, 24, 14, 30))


class TestRefusals:
    def test_no_hours(self):
        with pytest.raises(NoWorkingTime, match="no open hours"):
            WorkingCalendar({}).add_working_time(tehran(2026, 11, 24), MINUTE)
        with pytest.raises(NoWorkingTime, match="no open hours"):
            WorkingCalendar({}).add_working_days(tehran(2026, 11, 24), 1)
        assert WorkingCalendar({}).working_time_between(tehran(2026, 1, 1), tehran(2027, 1, 1)) == dt.timedelta()

    def test_beyond_the_horizon(self):
        with pytest.raises(NoWorkingTime, match="200 years"):
            OFFICE.add_working_days(tehran(2026, 11, 24), 10**6)
        with pytest.raises(NoWorkingTime, match="200 years"):
            OFFICE.add_working_time(tehran(2026, 11, 24), dt.timedelta(days=10**5))

    def test_naive_and_negative(self):
        with pytest.raises(ValueError, match="naive"):
            OFFICE.add_working_time(dt.datetime(2026, 11, 24), MINUTE)
        with pytest.raises(ValueError, match="negative"):
            OFFICE.add_working_time(tehran(2026, 11, 24), -MINUTE)
        with pytest.raises(ValueError, match="negative"):
            OFFICE.add_working_days(tehran(2026, 11, 24), -1)

    def test_closing_before_opening(self):
        with pytest.raises(ValueError, match="before they open"):
            WorkingCalendar({0: ((dt.time(14), dt.time(8)),)})


def test_years_cost_no_more_than_days(monkeypatch):
    calendar = WorkingCalendar(OFFICE.hours)
    start = tehran(2026, 11, 24)
    calendar.add_working_days(start, 2600)  # builds the index of ten years
    laid_out, intervals = [], WorkingCalendar.intervals
    monkeypatch.setattr(WorkingCalendar, "intervals", lambda self, day: laid_out.append(day) or intervals(self, day))
    calendar.add_working_time(start, dt.timedelta(hours=1))
    days_of_an_hour = len(laid_out)
    calendar.add_working_time(start, dt.timedelta(days=700))
    assert len(laid_out) - days_of_an_hour == days_of_an_hour
