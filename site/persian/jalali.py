"""The Jalali (Solar Hijri) calendar: conversion, parsing, formatting, months.

Conversion is `jdatetime`'s, whose 33-year leap rule agrees with the official astronomical calendar for the
years that this module accepts, 1200 to 1599. Formatting is ours: Persian names and digits when Persian is the active
language, a readable Gregorian date with ASCII digits otherwise.
"""

import datetime as dt
import re
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

import jdatetime
from django.utils import timezone
from django.utils.translation import gettext as _

from persian.digits import is_persian, localise, to_persian
from persian.text import fold

TEHRAN = ZoneInfo("Asia/Tehran")
FIRST_YEAR, LAST_YEAR = 1200, 1599
FIRST_GREGORIAN_YEAR, LAST_GREGORIAN_YEAR = 1822, 2220

MONTHS = (
    "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور",
    "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
)  # fmt: skip
WEEKDAYS = ("شنبه", "یکشنبه", "دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه")
MONTHS_LATIN = (
    "Farvardin", "Ordibehesht", "Khordad", "Tir", "Mordad", "Shahrivar",
    "Mehr", "Aban", "Azar", "Dey", "Bahman", "Esfand",
)  # fmt: skip
WEEKDAYS_LATIN = ("Saturday", "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
_GREGORIAN_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

Style = Literal["short", "long", "medium", "datetime", "short_datetime", "time", "month"]
_DATE = re.compile(r"(\d{1,4})\s*([/\-.])\s*(\d{1,2})\s*\2\s*(\d{1,2})", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)


class JalaliDateError(ValueError):
    """A text that is no Jalali date. `code`: `format`, `year`, `month` or `day`; the message is for people."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


# ------------------------------------------------------------------------------------------ calendar facts
def is_leap(year: int) -> bool:
    """Whether Esfand of this Jalali year has thirty days."""
    return bool(jdatetime.date(year, 1, 1).isleap())


def days_in_month(year: int, month: int) -> int:
    """31 for the first six months, 30 for the next five, 29 or 30 for Esfand."""
    if month <= 6:
        return 31
    return 30 if month < 12 or is_leap(year) else 29


def weekday(day: dt.date) -> int:
    """Day of the week as Iran counts it: 0 is Saturday, 6 is Friday."""
    return (day.weekday() + 2) % 7


def local_date(value: dt.date | dt.datetime) -> dt.date:
    """The calendar day of a moment in Tehran; a date is its own day."""
    if isinstance(value, dt.datetime):
        return _local(value).date()
    return value


def _local(value: dt.datetime) -> dt.datetime:
    return value.astimezone(timezone.get_current_timezone()) if timezone.is_aware(value) else value


def today() -> dt.date:
    """Today in the organisation's time zone."""
    return timezone.localdate()


# -------------------------------------------------------------------------------------------- conversion
def to_jalali(value: dt.date | dt.datetime) -> jdatetime.date:
    """The Jalali date of a day, or of the day in Tehran on which a moment falls."""
    day = local_date(value)
    return jdatetime.date.fromgregorian(date=dt.date(day.year, day.month, day.day))


def to_gregorian(year: int, month: int, day: int) -> dt.date:
    """The Gregorian date of a Jalali year, month and day; `JalaliDateError` where there is no such day."""
    _check(year, month, day)
    gregorian: dt.date = jdatetime.date(year, month, day).togregorian()
    return gregorian


def _check(year: int, month: int, day: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        message = _("The year must be a Jalali year between %(first)s and %(last)s; %(year)s is not.")
        raise JalaliDateError(message % _numbers(first=FIRST_YEAR, last=LAST_YEAR, year=year), "year")
    if not 1 <= month <= 12:
        raise JalaliDateError(
            _("A year has twelve months; there is no month %(month)s.") % _numbers(month=month), "month"
        )
    length = days_in_month(year, month)
    if 1 <= day <= length:
        return
    names = {"month": (MONTHS if is_persian() else MONTHS_LATIN)[month - 1]}
    if month == 12 and day == 30:
        message = _("%(month)s %(year)s has no 30th day; %(year)s is not a leap year.")
    else:
        message = _("%(month)s %(year)s has %(length)s days; there is no day %(day)s.")
    raise JalaliDateError(message % (names | _numbers(year=year, length=length, day=day)), "day")


def _numbers(**numbers: int) -> dict[str, str]:
    return {name: localise(n) for name, n in numbers.items()}


def _example(gregorian: bool) -> str:
    return "2026-11-24" if gregorian else localise("1405/09/03")


def parse_date(text: str, *, allow_gregorian: bool = False) -> dt.date:
    """The day that a Jalali date names: `1405/09/03`, `۱۴۰۵-۹-۳`, `1405.09.03` or `14050903`.

    Raises `JalaliDateError` with a sentence for people; a text without the form of a date and a date that
    does not exist are told apart. With `allow_gregorian`, a year that can only be Gregorian (1822 to 2220) is read so.
    """
    value = fold(text)
    if match := _DATE.fullmatch(value):
        year, month, day = int(match[1]), int(match[3]), int(match[4])
    elif match := _COMPACT.fullmatch(value):
        year, month, day = int(match[1]), int(match[2]), int(match[3])
    else:
        message = _("Write the date as year/month/day, for example %(example)s.")
        raise JalaliDateError(message % {"example": _example(allow_gregorian)}, "format")
    if FIRST_GREGORIAN_YEAR <= year <= LAST_GREGORIAN_YEAR:
        if allow_gregorian:
            try:
                return dt.date(year, month, day)
            except ValueError as error:
                raise JalaliDateError(_("There is no such day in the calendar."), "day") from error
        message = _("%(year)s is a Gregorian year; write the date in the Jalali calendar, for example %(example)s.")
        raise JalaliDateError(message % (_numbers(year=year) | {"example": _example(False)}), "year")
    return to_gregorian(year, month, day)


# --------------------------------------------------------------------------------------------- formatting
def format_date(value: dt.date | dt.datetime | None, style: Style | str = "long") -> str:
    """A day for people. `None` gives an empty text.

    | style | Persian | English |
    | --- | --- | --- |
    | `long` | سه‌شنبه ۳ آذر ۱۴۰۵ | Tuesday 24 November 2026 |
    | `medium` | ۳ آذر ۱۴۰۵ | 24 November 2026 |
    | `short` | ۱۴۰۵/۰۹/۰۳ | 2026-11-24 |
    | `month` | آذر ۱۴۰۵ | November 2026 |
    """
    if value is None:
        return ""
    day = local_date(value)
    return _format_jalali(day, style) if is_persian() else _format_gregorian(day, style)


# A list shows the same few days again and again.
_KEPT_DAYS = 4096


@lru_cache(_KEPT_DAYS)
def _format_jalali(day: dt.date, style: str) -> str:
    jalali = to_jalali(day)
    month = MONTHS[jalali.month - 1]
    match style:
        case "short":
            text = f"{jalali.year:04}/{jalali.month:02}/{jalali.day:02}"
        case "medium":
            text = f"{jalali.day} {month} {jalali.year}"
        case "month":
            text = f"{month} {jalali.year}"
        case "long":
            text = f"{WEEKDAYS[weekday(day)]} {jalali.day} {month} {jalali.year}"
        case _:
            raise ValueError(f"no date style {style!r}")
    return to_persian(text)


@lru_cache(_KEPT_DAYS)
def _format_gregorian(day: dt.date, style: str) -> str:
    month = _GREGORIAN_MONTHS[day.month - 1]
    match style:
        case "short":
            return day.isoformat()
        case "medium":
            return f"{day.day} {month} {day.year}"
        case "month":
            return f"{month} {day.year}"
        case "long":
            return f"{WEEKDAYS_LATIN[weekday(day)]} {day.day} {month} {day.year}"
    raise ValueError(f"no date style {style!r}")


def format_time(value: dt.time | dt.datetime | None) -> str:
    """Hours and minutes on the 24-hour clock, of a moment in Tehran or of a time."""
    if value is None:
        return ""
    moment = _local(value) if isinstance(value, dt.datetime) else value
    text = f"{moment.hour:02}:{moment.minute:02}"
    return to_persian(text) if is_persian() else text


def format_datetime(value: dt.datetime | None, style: Style | str = "long") -> str:
    """Day and time for people, in Tehran: «سه‌شنبه ۳ آذر ۱۴۰۵، ساعت ۱۴:۳۰»; `short`: «۱۴۰۵/۰۹/۰۳ ۱۴:۳۰»."""
    if value is None:
        return ""
    if not isinstance(value, dt.datetime):
        return format_date(value, style)
    date, time = format_date(value, style), format_time(value)
    if style == "short":
        return f"{date} {time}"
    return f"{date}، ساعت {time}" if is_persian() else f"{date}, {time}"


# ------------------------------------------------------------------------------------------------ periods
def month_bounds(year: int, month: int) -> tuple[dt.date, dt.date]:
    """First and last day of a Jalali month, both inclusive."""
    return to_gregorian(year, month, 1), to_gregorian(year, month, days_in_month(year, month))


def year_bounds(year: int) -> tuple[dt.date, dt.date]:
    """First and last day of a Jalali year, both inclusive."""
    return to_gregorian(year, 1, 1), to_gregorian(year, 12, days_in_month(year, 12))


def add_months(year: int, month: int, months: int) -> tuple[int, int]:
    """The Jalali (year, month) that lies `months` after, or before, the given one."""
    index = year * 12 + month - 1 + months
    return index // 12, index % 12 + 1


def day_start(day: dt.date) -> dt.datetime:
    """The first moment of a day in Tehran, aware."""
    return dt.datetime.combine(day, dt.time(), tzinfo=TEHRAN)


def day_bounds(first: dt.date, last: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """The moments `[start, end)` that the days from `first` to `last`, both inclusive, cover in Tehran."""
    return day_start(first), day_start(last + dt.timedelta(days=1))
