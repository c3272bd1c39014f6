"""Numbers, amounts of money, lengths of time and sizes of files, for people."""

import datetime as dt
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from persian.digits import group_digits, localise
from persian.jalali import local_date

Number = int | float | Decimal | str
_UNITS = (("day", 86400), ("hour", 3600), ("minute", 60))


def format_number(value: Number | None) -> str:
    """A number with thousands separators, decimals as they are; a text that is no number with its digits localised."""
    if value is None or value == "":
        return ""
    try:
        number = value if isinstance(value, int | Decimal) else Decimal(str(value))
    except InvalidOperation:
        return localise(value)
    return group_digits(f"{number:f}" if isinstance(number, Decimal) else str(number))


def format_money(value: Number | None) -> str:
    """An amount of rials with separators and the unit: «۱٬۲۰۰٬۰۰۰ ریال»."""
    return _("%(amount)s rials") % {"amount": format_number(value)} if value not in (None, "") else ""


def _count(unit: str, n: int) -> str:
    text = {
        "day": ngettext("%(n)s day", "%(n)s days", n),
        "hour": ngettext("%(n)s hour", "%(n)s hours", n),
        "minute": ngettext("%(n)s minute", "%(n)s minutes", n),
    }[unit]
    return text % {"n": format_number(n)}


def format_working_time(value: dt.timedelta | None) -> str:
    """A length of working time, in hours and minutes: a day of work has no fixed length, so there are no days in it."""
    return format_duration(value, units=_UNITS[1:])


def format_duration(value: dt.timedelta | None, *, parts: int = 2, units: tuple[tuple[str, int], ...] = _UNITS) -> str:
    """A length of time in its largest units, cut off, never rounded up: «۲ روز و ۳ ساعت», «کمتر از یک دقیقه»."""
    if value is None:
        return ""
    seconds = abs(int(value.total_seconds()))
    texts: list[str] = []
    for unit, length in units:
        n, seconds = divmod(seconds, length)
        if n and len(texts) < parts:
            texts.append(_count(unit, n))
        elif texts:
            break
    if not texts:
        return _("less than a minute")
    return _(" and ").join(texts)


def format_relative(value: dt.date | dt.datetime, now: dt.datetime | None = None) -> str:
    """How far a day or moment lies from now, in its largest unit: «۳ روز مانده», «۲ ساعت پیش», «امروز».

    Days are counted in full 24 hours for moments, by the calendar in Tehran for days.
    """
    now = now or timezone.now()
    if not isinstance(value, dt.datetime):
        days = (value - local_date(now)).days
        if days == 0:
            return _("today")
        if abs(days) == 1:
            return _("tomorrow") if days > 0 else _("yesterday")
        distance = dt.timedelta(days=days)
    else:
        distance = value - now if timezone.is_aware(value) else timezone.make_aware(value) - now
    minutes = abs(int(distance.total_seconds())) // 60
    if not minutes:
        return _("now")
    return _distance_text(_whole(minutes), distance > dt.timedelta(), get_language())


def _whole(minutes: int) -> int:
    """Minutes cut off to the largest unit in them, so that far moments of one day share one kept text."""
    length = next(seconds // 60 for _unit, seconds in _UNITS if minutes * 60 >= seconds)
    return minutes - minutes % length


@lru_cache(4096)
def _distance_text(minutes: int, ahead: bool, language: str | None) -> str:
    """`language` is the active one: the text is made, and kept, in it."""
    amount = format_duration(dt.timedelta(minutes=minutes), parts=1)
    return (_("%(amount)s left") if ahead else _("%(amount)s ago")) % {"amount": amount}


def format_size(size: int | None) -> str:
    """A size in bytes in the largest unit of 1024 that suits it, one decimal below ten."""
    if size is None:
        return ""
    amount = float(size)
    labels = (_("%(n)s bytes"), _("%(n)s KB"), _("%(n)s MB"), _("%(n)s GB"))
    step = 0
    while amount >= 1024 and step < len(labels) - 1:
        amount, step = amount / 1024, step + 1
    rounded = f"{amount:.1f}".removesuffix(".0") if step and amount < 10 else f"{amount:.0f}"
    return labels[step] % {"n": format_number(rounded)}
