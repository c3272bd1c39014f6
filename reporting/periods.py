"""The Jalali periods that reports are asked for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from persian import jalali

THIS_MONTH, LAST_MONTH, SIX_MONTHS, THIS_YEAR, CUSTOM = "this_month", "last_month", "six_months", "this_year", "custom"
CHOICES = [
    (THIS_MONTH, _("This month")),
    (LAST_MONTH, _("Last month")),
    (SIX_MONTHS, _("Last six months")),
    (THIS_YEAR, _("This year")),
    (CUSTOM, _("Custom period")),
]
DEFAULT = SIX_MONTHS


@dataclass(frozen=True)
class Period:
    """Days from `since` to `until`, both inclusive, in Tehran."""

    since: dt.date
    until: dt.date

    @property
    def bounds(self) -> tuple[dt.datetime, dt.datetime]:
        """The moments `[start, end)` that the days cover."""
        return jalali.day_bounds(self.since, self.until)


def preset(key: str, today: dt.date | None = None) -> Period:
    """The period that a preset names. The six months are the running one and the five before it.

    Raises `KeyError` for anything but a preset. Months and years end on their last day, also where that lies ahead.
    """
    day = jalali.to_jalali(today or jalali.today())
    match key:
        case "this_month":
            return Period(*jalali.month_bounds(day.year, day.month))
        case "last_month":
            return Period(*jalali.month_bounds(*jalali.add_months(day.year, day.month, -1)))
        case "six_months":
            first, _last = jalali.month_bounds(*jalali.add_months(day.year, day.month, -5))
            return Period(first, jalali.month_bounds(day.year, day.month)[1])
        case "this_year":
            return Period(*jalali.year_bounds(day.year))
    raise KeyError(key)
