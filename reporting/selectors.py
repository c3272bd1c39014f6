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
from workflows import sla
from workflows.models import Case

__all__ = [
    "AVERAGES",
    "AVERAGE_LABELS",
    "CONDITIONS",
    "LABELS",
    "SEGMENTS",
    "Averages",
    "Dashboard",
    "ServiceNumbers",
    "cases",
    "dashboard",
]

# Each number that the dashboard shows, as a condition on a case of the period, at the moment `now`.
# What late means is said in `workflows.sla`.
CONDITIONS: dict[str, Callable[[dt.datetime], Q]] = {
    "received": lambda now: Q(),
    "open": lambda now: Q(finished__isnull=True),
    "open_on_time": sla.CASE.open_on_time,
    "open_late": sla.CASE.open_late,
    "open_waiting": lambda now: Q(finished__isnull=True) & sla.CASE.stopped(),
    "done": lambda now: Q(finished__isnull=False, outcome=Case.Outcome.DONE),
    "rejected": lambda now: Q(finished__isnull=False, outcome=Case.Outcome.REJECTED),
    "withdrawn": lambda now: Q(finished__isnull=False, outcome=Case.Outcome.WITHDRAWN),
    "finished_on_time": lambda now: sla.CASE.finished_on_time(),
    "finished_late": lambda now: sla.CASE.finished_late(),
    "late": sla.CASE.late,
}
LABELS = {
    "received": _("Received"),
    "open": _("In progress"),
    "open_on_time": _("In progress, on time"),
    "open_late": _("In progress, late"),
    "open_waiting": _("Waiting for the applicant"),
    "done": _("Done"),
    "rejected": _("Rejected"),
    "withdrawn": _("Withdrawn"),
    "finished_on_time": _("Finished on time"),
    "finished_late": _("Finished late"),
    "late": _("All late"),
}
# Averages over the finished cases of the period. The first is calendar time from submission to the outcome; the others
# are the working time of it that the office and the applicant had the case (`workflows.sla`).
AVERAGES = {
    "to_outcome": F("finished") - F("created"),
    "with_office": F("time_taken"),
    "with_applicant": F("time_stopped"),
}
AVERAGE_LABELS = {
    "to_outcome": _("Average time to the outcome"),
    "with_office": _("Average working time with the office"),
    "with_applicant": _("Average working time with the applicant"),
}
# Parts that a bar of the chart is made of: together they are every case, each case once.
SEGMENTS = ["done", "rejected", "withdrawn", "open_on_time", "open_late"]

Averages = dict[str, dt.timedelta | None]


@dataclass(frozen=True)
class ServiceNumbers:
    """The numbers of one service, by the names in `CONDITIONS`, and its averages, by those in `AVERAGES`."""

    pk: int
    title: str
    numbers: dict[str, int]
    averages: Averages


@dataclass(frozen=True)
class Dashboard:
    """One period: totals, and the same per service, most requested first."""

    period: Period
    totals: dict[str, int]
    averages: Averages
    services: list[ServiceNumbers] = field(default_factory=list)


def dashboard(*, period: Period, now: dt.datetime | None = None) -> Dashboard:
    """Every number of the dashboard, in one query: grouped by service here, summed in Python.

    A case belongs to the period in which it was submitted, whatever became of it later.
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
            **{name: Avg(time, filter=Q(finished__isnull=False)) for name, time in AVERAGES.items()},
        )
        .order_by("-received", "service_id")
    )
    services = [
        ServiceNumbers(
            pk=row["service_id"],
            title=row["service__title"],
            numbers={name: row[name] for name in CONDITIONS},
            averages={name: row[name] for name in AVERAGES},
        )
        for row in rows
    ]
    totals = {name: sum(row[name] for row in rows) for name in CONDITIONS}
    averages = {name: _weighted_average(rows, name) for name in AVERAGES}
    return Dashboard(period, totals, averages, services)


def _weighted_average(rows: list[dict], name: str) -> dt.timedelta | None:
    known = [row for row in rows if row[name] is not None]
    finished = sum(row["finished_count"] for row in known)
    return sum((row[name] * row["finished_count"] for row in known), dt.timedelta()) / finished if finished else None


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
