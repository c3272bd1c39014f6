"""The Jalali calendar: which dates exist, what is said of those that do not, and how dates are shown."""

import datetime as dt
from contextlib import suppress

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from persian import jalali
from persian.digits import to_persian

days = st.dates(min_value=jalali.to_gregorian(1200, 1, 1), max_value=jalali.to_gregorian(1599, 12, 29))


@pytest.fixture(autouse=True)
def _persian():
    with translation.override("fa"):
        yield


class TestParsing:
    @pytest.mark.parametrize(
        "typed",
        ["1405/09/03", "۱۴۰۵/۰۹/۰۳", "١٤٠٥/٠٩/٠٣", "1405-9-3", "۱۴۰۵.۹.۳", " 1405 / 09 / 03 ", "\u200e14050903"],
    )
    def test_every_usual_spelling(self, typed):
        assert jalali.parse_date(typed) == dt.date(2026, 11, 24)

    def test_the_thirtieth_of_esfand_in_a_leap_year(self):
        assert jalali.parse_date("1403/12/30") == dt.date(2025, 3, 20)

    @pytest.mark.parametrize(
        ("typed", "code", "said"),
        [
            ("1402/12/30", "day", "۱۴۰۲"),
            ("1403/12/31", "day", "۳۱"),
            ("1405/07/31", "day", "۳۰"),
            ("1405/01/00", "day", "۰"),
            ("1405/13/01", "month", "۱۳"),
            ("1405/00/01", "month", "۰"),
            ("1199/01/01", "year", "۱۲۰۰"),
            ("1600/01/01", "year", "۱۵۹۹"),
            ("0405/01/01", "year", "۴۰۵"),
            ("2026/11/24", "year", "۲۰۲۶"),
            ("فردا", "format", "۱۴۰۵/۰۹/۰۳"),
            ("1405/09-03", "format", "۱۴۰۵/۰۹/۰۳"),
            ("03/09/1405", "format", "۱۴۰۵/۰۹/۰۳"),
            ("", "format", "۱۴۰۵/۰۹/۰۳"),
        ],
    )
    def test_refusals_say_what_is_wrong(self, typed, code, said):
        with pytest.raises(jalali.JalaliDateError) as refusal:
            jalali.parse_date(typed)
        assert refusal.value.code == code
        assert said in str(refusal.value)

    def test_gregorian_only_where_asked_for(self):
        assert jalali.parse_date("2026-11-24", allow_gregorian=True) == dt.date(2026, 11, 24)
        with pytest.raises(jalali.JalaliDateError):
            jalali.parse_date("2026-02-30", allow_gregorian=True)

    @given(st.text())
    def test_any_text_is_a_date_or_a_refusal(self, typed):
        with suppress(jalali.JalaliDateError):
            assert isinstance(jalali.parse_date(typed), dt.date)

    @given(days, st.sampled_from("/-."), st.booleans())
    def test_what_is_written_is_read(self, day, separator, persian):
        date = jalali.to_jalali(day)
        typed = f"{date.year}{separator}{date.month}{separator}{date.day}"
        assert jalali.parse_date(to_persian(typed) if persian else typed) == day

    @given(days)
    def test_what_is_shown_is_read(self, day):
        assert jalali.parse_date(jalali.format_date(day, "short")) == day


class TestFormatting:
    def test_persian(self):
        day = dt.date(2026, 11, 24)
        assert jalali.format_date(day) == "سه‌شنبه ۳ آذر ۱۴۰۵"
        assert jalali.format_date(day, "medium") == "۳ آذر ۱۴۰۵"
        assert jalali.format_date(day, "short") == "۱۴۰۵/۰۹/۰۳"
        assert jalali.format_date(day, "month") == "آذر ۱۴۰۵"

    def test_english(self):
        day = dt.date(2026, 11, 24)
        with translation.override("en"):
            assert jalali.format_date(day) == "Tuesday 24 November 2026"
            assert jalali.format_date(day, "medium") == "24 November 2026"
            assert jalali.format_date(day, "short") == "2026-11-24"
            assert jalali.format_date(day, "month") == "November 2026"

    def test_a_moment_is_shown_in_tehran(self):
        late_evening = dt.datetime(2026, 11, 24, 21, 0, tzinfo=dt.UTC)
        assert jalali.format_date(late_evening, "short") == "۱۴۰۵/۰۹/۰۴"
        assert jalali.format_datetime(late_evening) == "چهارشنبه ۴ آذر ۱۴۰۵، ساعت ۰۰:۳۰"
        assert jalali.format_datetime(late_evening, "short") == "۱۴۰۵/۰۹/۰۴ ۰۰:۳۰"

    def test_nothing_is_nothing(self):
        assert jalali.format_date(None) == jalali.format_datetime(None) == jalali.format_time(None) == ""

    def test_an_unknown_style_is_the_programmers_error(self):
        with pytest.raises(ValueError, match="style"):
            jalali.format_date(dt.date(2026, 11, 24), "lnog")


class TestPeriods:
    @given(st.integers(1200, 1599), st.integers(1, 12))
    def test_months_follow_each_other(self, year, month):
        first, last = jalali.month_bounds(year, month)
        assert (last - first).days + 1 == jalali.days_in_month(year, month)
        if (year, month) != (1599, 12):
            assert jalali.month_bounds(*jalali.add_months(year, month, 1))[0] == last + dt.timedelta(days=1)

    def test_leap_years(self):
        assert [year for year in range(1395, 1412) if jalali.is_leap(year)] == [1395, 1399, 1403, 1408]

    def test_months_across_years(self):
        assert jalali.add_months(1405, 1, -1) == (1404, 12)
        assert jalali.add_months(1405, 9, 16) == (1407, 1)

    def test_days_are_covered_by_moments(self):
        start, end = jalali.day_bounds(dt.date(2026, 11, 24), dt.date(2026, 11, 24))
        assert start == dt.datetime(2026, 11, 23, 20, 30, tzinfo=dt.UTC)
        assert end - start == dt.timedelta(days=1)

    @given(days)
    def test_weekdays_count_from_saturday(self, day):
        assert jalali.WEEKDAYS_LATIN[jalali.weekday(day)] == day.strftime("%A")
