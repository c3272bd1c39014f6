"""What a new installation's working calendar holds: Iran's usual office week, and its official holidays."""

import datetime as dt
from functools import lru_cache
from typing import Any

import holidays

from persian.jalali import year_bounds
from persian.text import fold

FIRST_YEAR, LAST_YEAR = 1403, 1410
OFFICE_WEEK = tuple((weekday, dt.time(7, 30), dt.time(14, 30)) for weekday in range(5))


@lru_cache(maxsize=4)
def official_holidays(first_year: int = FIRST_YEAR, last_year: int = LAST_YEAR) -> tuple[tuple[dt.date, str], ...]:
    """Iran's official holidays in these Jalali years, both included, by `holidays`.

    Holidays of the lunar year (Ramadan, Muharram…) are calculated; the moon may move a future one by a day, which
    is why administrators can edit the table.
    """
    first, last = year_bounds(first_year)[0], year_bounds(last_year)[1]
    days = holidays.country_holidays("IR", years=range(first.year, last.year + 1), language="fa_IR")
    return tuple((day, fold(title)[:200]) for day, title in sorted(days.items()) if first <= day <= last)


def seed_holidays(model: Any, *, first_year: int = FIRST_YEAR, last_year: int = LAST_YEAR) -> int:
    """Insert the official holidays that the table lacks; what stands there stays. Returns how many were new.

    `model` is `Holiday`, or its historical version inside a migration.
    """
    known = set(model.objects.values_list("date", flat=True))
    new = [model(date=d, title=t) for d, t in official_holidays(first_year, last_year) if d not in known]
    model.objects.bulk_create(new)
    return len(new)


def seed_office_hours(model: Any) -> int:
    """Insert Iran's usual office week, Saturday to Wednesday 7:30 to 14:30, where no hours are set at all."""
    if model.objects.exists():
        return 0
    return len(model.objects.bulk_create([model(weekday=w, opens=o, closes=c) for w, o, c in OFFICE_WEEK]))
