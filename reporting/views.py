"""Screens of the reports."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from listing.keyset import newest_first
from persian import jalali
from persian.quantities import format_duration, format_working_time
from reporting import periods, selectors
from reporting.access import managers_only
from reporting.forms import CaseListForm, PeriodForm
from reporting.periods import Period
from workflows import selectors as workflow_selectors

TILES = [  # name, icon, red where above zero
    ("received", "inbox", False),
    ("open", "hourglass-split", False),
    ("open_late", "alarm", True),
    ("open_waiting", "person-exclamation", False),
    ("done", "check2-circle", False),
    ("rejected", "x-circle", False),
    ("finished_late", "clock-history", True),
]
COLUMNS = ["received", "open", "open_late", "open_waiting", "done", "rejected", "withdrawn", "finished_late"]
LATE = {"open_late", "finished_late"}
CHART_SERVICES = 12  # more bars than this cannot be read; the table has them all


@managers_only
@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """Cases by service, status and lateness over a period: tiles, chart, table, and a list behind each number.

    A period that is refused is told at its field, over the numbers of the usual period.
    """
    form = PeriodForm(request.GET or None)
    context: dict[str, Any] = {"section": "reports", "presets": _presets(), "form": form}
    refused = bool(request.GET) and not form.is_valid()
    asked = form.is_bound and not refused
    period = form.answer if asked else periods.preset(periods.DEFAULT)
    context["chosen"] = form.cleaned_data["period"] if asked else periods.DEFAULT
    if not refused:
        context["form"] = PeriodForm(initial={"since": period.since, "until": period.until})
    report = selectors.dashboard(period=period)
    context |= {
        "refused": refused,
        "period": period,
        "report": report,
        "tiles": [_number(period, name, report.totals[name]) | {"icon": icon} for name, icon, _late in TILES],
        "columns": [{"label": selectors.LABELS[name], "late": name in LATE} for name in COLUMNS],
        "rows": [
            {
                "title": row.title,
                "numbers": [_number(period, name, row.numbers[name], row.pk) for name in COLUMNS],
                "averages": _averages(row.averages),
            }
            for row in report.services
        ],
        "totals": [_number(period, name, report.totals[name]) for name in COLUMNS],
        "averages": _averages(report.averages),
        "chart": _chart(report),
        "chart_is_cut": len(report.services) > CHART_SERVICES,
        "chart_services": CHART_SERVICES,
    }
    return render(request, "reports/dashboard.html", context, status=400 if refused else 200)


@managers_only
@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """The cases behind a number of the dashboard."""
    data = request.GET.copy()
    cursor = data.pop("cursor", [None])[-1]
    form = CaseListForm(data)
    context: dict[str, Any] = {"section": "reports", "form": form}
    if not form.is_valid():
        return render(request, "reports/cases.html", context, status=400)
    answer = form.cleaned_data
    queryset = selectors.cases(period=form.answer, show=answer["show"], service=answer["service"])
    page = newest_first(queryset.select_related("service", "applicant"), cursor=cursor)
    context |= {
        "page": page,
        "total": workflow_selectors.capped_count(queryset),
        "rows": workflow_selectors.with_places(page.rows),
        "period": form.answer,
        "show_label": selectors.LABELS[answer["show"]],
        "query": data.urlencode(),
        "back": f"{reverse('reports')}?{urlencode(_dates(form.answer))}",
    }
    return render(request, "reports/cases.html", context)


def _presets() -> list[dict[str, object]]:
    return [{"key": key, "label": label} for key, label in periods.CHOICES if key != periods.CUSTOM]


def _dates(period: Period) -> dict[str, str]:
    """The period as the query string says it: Jalali, ASCII digits, so that an address can be read and typed."""
    return {
        "period": periods.CUSTOM,
        "since": _jalali(period.since),
        "until": _jalali(period.until),
    }


def _jalali(day: Any) -> str:
    date = jalali.to_jalali(day)
    return f"{date.year:04}/{date.month:02}/{date.day:02}"


def _number(period: Period, name: str, value: int, service: int | None = None) -> dict[str, Any]:
    """One number with its label and the address of the list behind it."""
    query: dict[str, object] = {**_dates(period), "show": name}
    if service is not None:
        query["service"] = service
    return {
        "name": name,
        "label": selectors.LABELS[name],
        "value": value,
        "late": name in LATE and value > 0,
        "url": f"{reverse('reports_cases')}?{urlencode(query)}",
    }


def _averages(averages: selectors.Averages) -> list[dict[str, Any]]:
    """Each average with its label, in the order of the columns."""
    written = {"to_outcome": format_duration, "with_office": format_working_time, "with_applicant": format_working_time}
    return [{"label": label, "text": written[name](averages[name])} for name, label in selectors.AVERAGE_LABELS.items()]


def _chart(report: selectors.Dashboard) -> dict[str, Any]:
    """What the chart's script reads: labels, and one series a segment."""
    services = report.services[:CHART_SERVICES]
    return {
        "labels": [row.title for row in services],
        "total": str(_("All")),
        "series": [
            {
                "name": name,
                "label": str(selectors.LABELS[name]),
                "values": [row.numbers[name] for row in services],
            }
            for name in selectors.SEGMENTS
        ],
    }
