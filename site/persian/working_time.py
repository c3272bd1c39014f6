"""Working time by the organisation's own calendar.

The same questions as `persian.working_calendar.WorkingCalendar` answers, asked of `selectors.working_calendar()`.
Moments are aware; answers are in Asia/Tehran. `NoWorkingTime` says that the calendar has no open hours.
"""

import datetime as dt

from persian.selectors import working_calendar
from persian.working_calendar import NoWorkingTime

__all__ = ["NoWorkingTime", "add_working_days", "add_working_time", "working_time_between"]


def add_working_time(start: dt.datetime, amount: dt.timedelta) -> dt.datetime:
    """The earliest moment by which `amount` of working time has passed since `start`."""
    return working_calendar().add_working_time(start, amount)


def add_working_days(start: dt.datetime | dt.date, days: int) -> dt.datetime:
    """Closing time of the n-th working day after the day of `start`: a promised date."""
    return working_calendar().add_working_days(start, days)


def working_time_between(start: dt.datetime, end: dt.datetime) -> dt.timedelta:
    """The working time from `start` to `end`; negative where `end` comes first."""
    return working_calendar().working_time_between(start, end)
