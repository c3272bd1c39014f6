"""What the reports read.

A number on the dashboard and the list behind it are cut by the same condition (`CONDITIONS`): they cannot differ.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import Avg, Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reporting.periods import Period
from workflows.models import Case

__all__ = ["CONDITIONS", "LABELS", "SEGMENTS", "Dashboard", "ServiceNumbers", "cases", "dashboard"]

# Each number that the dashboard shows, as a condition on a case of the period, at the moment `now`.
# Late means: still open after the promised date, or finished later than promised.
CONDITIONS: dict[str, Callable[[dt.datetime], Q]] = {
    "received": lambda now: Q(),
    "open": lambda now: Q(finished__isnull=True),
    "open_on_time": lambda now: Q(finished__isnull=True, due__gte=now),
    "open_late": lambda now: Q(finished__isnull=True, due__lt=now),
    "done": lambda now: Q(finished__isnull=False, outcome=Case.Outcome.DONE),
    "rejected": lambda now: Q(finished__isnull=False, outcome=Case.Outcome.REJECTED),
    "withdrawn": lambda now: Q(finished__isnull=False, outcome=Case.Outcome.WITHDRAWN),
    "finished_on_time": lambda now: Q(finished__isnull=False, finished__lte=F("due")),
    "finished_late": lambda now: Q(finished__isnull=False, finished__gt=F("due")),
    "late": lambda now: Q(finished__isnull=True, due__lt=now) | Q(finished__gt=F("due")),
}
LABELS = {
    "received": _("Received"),
    "open": _("In progress"),
    "open_on_time": _("In progress, on time"),
    "open_late": _("In progress, late"),
    "done": _("Done"),
    "rejected": _("Rejected"),
    "withdrawn": _("Withdrawn"),
    "finished_on_time": _("Finished on time"),
    "finished_late": _("Finished late"),
    "late": _("All late"),
}
# Parts that a bar of the chart is made of: together they are every case, each case once.
SEGMENTS = ["done", "rejected", "withdrawn", "open_on_time", "open_late"]


@dataclass(frozen=True)
class ServiceNumbers:
    """The numbers of one service, by the names in `CONDITIONS`."""

    pk: int
    title: str
    numbers: dict[str, int]
    average_answer: dt.timedelta | None


@dataclass(frozen=True)
class Dashboard:
    """One period: totals, and the same per service, most requested first."""

    period: Period
    totals: dict[str, int]
    average_answer: dt.timedelta | None
    services: list[ServiceNumbers] = field(default_factory=list)


def dashboard(*, period: Period, now: dt.datetime | None = None) -> Dashboard:
    """Every number of the dashboard, in one query: grouped by service here, summed in Python.

    A case belongs to the period in which it was submitted, whatever became of it later. `average_answer` is calendar
    time from submission to the end, over finished cases.
    """
    now = now or timezone.now()
    counts = {name: Count("pk", filter=condition(now)) for name, condition in CONDITIONS.items() if name != "received"}
    rows = list(
        _of_period(period)
        .values("service_id", "service__title")
        .annotate(
            **counts,
            received=Count("pk"),
            finished_count=Count("finished"),
            average_answer=Avg(F("finished") - F("created")),
        )
        .order_by("-received", "service_id")
    )
    services = [
        ServiceNumbers(
            pk=row["service_id"],
            title=row["service__title"],
            numbers={name: row[name] for name in CONDITIONS},
            average_answer=row["average_answer"],
        )
        for row in rows
    ]
    totals = {name: sum(row[name] for row in rows) for name in CONDITIONS}
    return Dashboard(period, totals, _weighted_average(rows), services)


def _weighted_average(rows: list[dict]) -> dt.timedelta | None:
    finished = sum(row["finished_count"] for row in rows)
    if not finished:
        return None
    spent = sum(
        (row["average_answer"] * row["finished_count"] for row in rows if row["finished_count"]), dt.timedelta()
    )
    return spent / finished


def _of_period(period: Period) -> QuerySet[Case]:
    start, end = period.bounds
    return Case.objects.filter(created__gte=start, created__lt=end)


def cases(
    *, period: Period, show: str = "received", service: int | None = None, now: dt.datetime | None = None
) -> QuerySet[Case]:
    """The cases behind one number: of the period, cut by the condition `show`, of one service or of all.

    Unordered, for the caller to page; raises `KeyError` for a condition that there is not.
    """
    queryset = _of_period(period).filter(CONDITIONS[show](now or timezone.now()))
    if service is not None:
        queryset = queryset.filter(service_id=service)
    return queryset
