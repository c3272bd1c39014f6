"""`{% load persian %}`: dates, numbers, amounts and codes as the active language writes them.

Persian gives the Jalali calendar and Persian digits, English the Gregorian calendar and ASCII digits. `None` and the
empty text give the empty text, so that a template needs no `if` around them.
"""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from persian import digits as persian_digits
from persian import quantities
from persian.jalali import format_date, format_datetime, format_time

register = template.Library()


def _moment(value: Any) -> Any:
    # Stored answers hold dates as ISO 8601 texts.
    if not isinstance(value, str):
        return value
    try:
        return dt.date.fromisoformat(value) if len(value) == 10 else dt.datetime.fromisoformat(value)
    except ValueError:
        return None


@register.filter
def jalali(value: Any, style: str = "long") -> str:
    """A day or moment: `long` (with weekday), `medium`, `short`, `month`, `datetime`, `short_datetime`, `time`."""
    moment = _moment(value)
    if moment is None or moment == "":
        return ""
    match style:
        case "time":
            return format_time(moment)
        case "datetime":
            return format_datetime(moment, "long")
        case "short_datetime":
            return format_datetime(moment, "short")
    return format_date(moment, style)


@register.filter
def digits(value: Any) -> str:
    """A text with its digits in the active language's set."""
    return "" if value is None else persian_digits.localise(value)


@register.simple_tag
def content_lang() -> SafeString:
    """Attributes for what is written in the language of the content, where the page around it speaks another."""
    if get_language() == settings.LANGUAGE_CODE:
        return SafeString("")
    return format_html(' lang="{}" dir="auto"', settings.LANGUAGE_CODE)


@register.filter
def number(value: int | float | Decimal | str | None) -> str:
    """A number with thousands separators."""
    return quantities.format_number(value)


@register.filter
def money(value: int | float | Decimal | str | None) -> str:
    """An amount of rials, with separators and the unit."""
    return quantities.format_money(value)


@register.filter
def relative(value: Any) -> str:
    """How far a moment lies from now: «۳ روز مانده», «۲ ساعت پیش»."""
    moment = _moment(value)
    return quantities.format_relative(moment) if moment else ""


@register.filter
def duration(value: dt.timedelta | None) -> str:
    """A length of time in its two largest units: «۲ روز و ۳ ساعت»."""
    return quantities.format_duration(value)


@register.filter
def working_time(value: dt.timedelta | None) -> str:
    """A length of working time in hours and minutes: «۳۰ ساعت و ۲۰ دقیقه»."""
    return quantities.format_working_time(value)


@register.filter
def tracking(code: str | None) -> SafeString | str:
    """A tracking code in groups of four, kept left to right and in ASCII inside Persian text."""
    if not code:
        return ""
    plain = str(code).replace("-", "")
    groups = [plain[:3], *(plain[i : i + 4] for i in range(3, len(plain), 4))] if len(plain) % 4 == 3 else None
    groups = groups or [plain[i : i + 4] for i in range(0, len(plain), 4)]
    return format_html('<bdi dir="ltr" class="tracking-code">{}</bdi>', "-".join(groups))


@register.filter
def filesize_fa(size: int | None) -> str:
    """A size in bytes, in the unit that suits it."""
    return quantities.format_size(size)
