"""The dashboard: every number is the length of the list behind it."""

from __future__ import annotations

import datetime as dt
import json
import re
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from persian.digits import to_ascii
from persian.jalali import TEHRAN
from reporting import periods, selectors
from reporting.periods import Period
from tests.query_counts import assert_queries
from tests.workflows.factories import World, decide, open_task, submitted
from workflows import services

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(org) -> Client:
    client = Client()
    client.force_login(org.manager)
    return client


@pytest.fixture
def six_months(org) -> World:
    """Cases of every kind: on time and late, open and finished, this month and before."""
    now = timezone.now()
    for days, decision in [(100, "d_reject"), (100, None), (60, None), (2, "d_reject"), (1, None), (0, None)]:
        with time_machine.travel(now - dt.timedelta(days=days), tick=False):
            case = submitted(org)
            if decision == "d_reject" and days == 2:
                decide(case, "d_reject", org.clerk, note="ناقص")
        if decision == "d_reject" and days == 100:
            with time_machine.travel(now - dt.timedelta(days=20), tick=False):
                decide(case, "d_reject", org.clerk, note="دیر")
    with time_machine.travel(now - dt.timedelta(days=30), tick=False):
        case = submitted(org)
        decide(case, "d_accept", org.clerk)
        decide(case, "d_approve", org.head)
    return org


def length(client: Client, address: str) -> int:
    """How many cases a list has, over all its pages."""
    total = 0
    response = client.get(address)
    while True:
        assert response.status_code == 200
        page = response.context["page"]
        total += len(page.rows)
        if page.next is None:
            return total
        response = client.get(f"{address}&cursor={page.next}")


def test_each_number_equals_the_list_behind_it(six_months, manager):
    page = manager.get(reverse("reports"), {"period": "this_year"}).content.decode()
    page += manager.get(reverse("reports"), {"period": "six_months"}).content.decode()
    links = re.findall(r'<a[^>]*href="(/reports/cases/\?[^"]+)"[^>]*>(.*?)</a>', page, flags=re.S)
    assert len(links) >= 2 * (6 + 2 * 7)
    for address, inside in links:
        number = int(re.search(r"\d+", to_ascii(re.sub(r"<[^>]*>", " ", inside)).replace("٬", ""))[0])
        assert length(manager, unescape(address)) == number, address


def test_the_numbers_themselves(six_months, manager):
    year_back = Period(dt.date.today() - dt.timedelta(days=200), dt.date.today())
    report = selectors.dashboard(period=year_back)
    assert report.totals == {
        "received": 7,
        "open": 4,
        "open_on_time": 2,
        "open_late": 2,
        "open_waiting": 0,
        "done": 1,
        "rejected": 2,
        "withdrawn": 0,
        "finished_on_time": 2,
        "finished_late": 1,
        "late": 3,
    }
    assert sum(report.totals[name] for name in selectors.SEGMENTS) == report.totals["received"]
    assert report.services[0].title == six_months.service.title
    assert report.averages["to_outcome"] == dt.timedelta(days=80) / 3


def test_numbers_and_lists_are_cut_by_the_same_condition(six_months):
    period = Period(dt.date.today() - dt.timedelta(days=200), dt.date.today())
    now = timezone.now()
    report = selectors.dashboard(period=period, now=now)
    for name in selectors.CONDITIONS:
        assert selectors.cases(period=period, show=name, now=now).count() == report.totals[name]
        for row in report.services:
            found = selectors.cases(period=period, show=name, service=row.pk, now=now).count()
            assert found == row.numbers[name]


def test_times_with_the_office_and_with_the_applicant_are_working_time(org, manager):
    saturday = dt.datetime(2026, 11, 21, 8, tzinfo=TEHRAN)
    for start in (0, 1):  # an hour with the office, two with the applicant, then one or two with the office
        with time_machine.travel(saturday, tick=False):
            case = submitted(org)
        with time_machine.travel(saturday + dt.timedelta(hours=1), tick=False):
            decide(case, "d_return", org.clerk, note="کامل کنید")
        with time_machine.travel(saturday + dt.timedelta(hours=3), tick=False):
            task = open_task(case)
            services.answer_applicant_task(task=task, applicant=org.citizen, answers={}, revision=task.revision)
        with time_machine.travel(saturday + dt.timedelta(hours=4 + start), tick=False):
            decide(case, "d_reject", org.clerk, note="ناقص")
    with time_machine.travel(saturday, tick=False):
        submitted(org)  # open: no part of an average
    period = Period(saturday.date(), saturday.date())
    report = selectors.dashboard(period=period)
    assert report.averages == {
        "to_outcome": dt.timedelta(hours=4, minutes=30),
        "with_office": dt.timedelta(hours=2, minutes=30),
        "with_applicant": dt.timedelta(hours=2),
    }
    assert report.services[0].averages == report.averages
    page = manager.get(reverse("reports"), {"since": "1405/08/30", "until": "1405/08/30"}).content.decode()
    assert "۲ ساعت و ۳۰ دقیقه" in page


def test_what_waits_for_its_applicant_is_counted_apart_and_is_not_late(org):
    now = timezone.now()
    with time_machine.travel(now - dt.timedelta(days=60), tick=False):
        case = submitted(org)
        decide(case, "d_return", org.clerk, note="کامل کنید")
    period = Period(now.date() - dt.timedelta(days=90), now.date())
    report = selectors.dashboard(period=period)
    shown = {name: report.totals[name] for name in ("open", "open_on_time", "open_late", "open_waiting", "late")}
    assert shown == {"open": 1, "open_on_time": 1, "open_late": 0, "open_waiting": 1, "late": 0}
    assert sum(report.totals[name] for name in selectors.SEGMENTS) == report.totals["received"]
    assert selectors.cases(period=period, show="open_waiting").get() == case


def test_the_chart_has_a_table_and_says_the_same(six_months, manager):
    page = manager.get(reverse("reports"), {"period": "six_months"}).content.decode()
    data = json.loads(re.search(r'<script id="chart-data" type="application/json">(.*?)</script>', page, re.S)[1])
    assert data["labels"] == [six_months.service.title]
    report = selectors.dashboard(period=periods.preset("six_months"))
    assert {s["name"]: s["values"][0] for s in data["series"]} == {n: report.totals[n] for n in selectors.SEGMENTS}
    assert "<table" in page
    assert 'role="img"' in page


# ------------------------------------------------------------------------------------------------- periods
@pytest.mark.parametrize(
    ("key", "since", "until"),
    [
        ("this_month", (2026, 11, 22), (2026, 12, 21)),
        ("last_month", (2026, 10, 23), (2026, 11, 21)),
        ("six_months", (2026, 6, 22), (2026, 12, 21)),
        ("this_year", (2026, 3, 21), (2027, 3, 20)),
    ],
)
def test_presets_are_jalali(key, since, until):
    assert periods.preset(key, dt.date(2026, 11, 24)) == Period(dt.date(*since), dt.date(*until))


def test_last_month_of_farvardin_is_esfand_of_a_leap_year():
    assert periods.preset("last_month", dt.date(2025, 3, 25)) == Period(dt.date(2025, 2, 19), dt.date(2025, 3, 20))


def test_a_custom_period_takes_both_digit_sets_and_includes_its_days(org, manager):
    with time_machine.travel(dt.datetime(2026, 11, 21, 20, 29, tzinfo=dt.UTC), tick=False):  # 23:59 in Tehran
        submitted(org)
    for since, until, expected in [
        ("1405/08/30", "1405/08/30", 1),
        ("۱۴۰۵/۰۸/۳۰", "۱۴۰۵-۰۸-۳۰", 1),
        ("1405/09/01", "1405/09/30", 0),
        ("1405/08/01", "1405/08/29", 0),
    ]:
        response = manager.get(reverse("reports"), {"since": since, "until": until})
        assert response.context["report"].totals["received"] == expected, (since, until)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"period": "custom", "since": "1403/12/31", "until": "1404/01/01"}, "since"),
        ({"period": "custom", "since": "1402/12/30", "until": "1404/01/01"}, "since"),
        ({"period": "custom", "since": "1404/01/01"}, "until"),
        ({"period": "custom", "since": "1404/02/01", "until": "1404/01/01"}, "until"),
        ({"period": "forever"}, "period"),
    ],
)
def test_a_wrong_period_is_told_at_its_field_and_kept(org, manager, query, field):
    for name in ("reports", "reports_cases"):
        response = manager.get(reverse(name), query)
        assert response.status_code == 400
        assert field in response.context["form"].errors
        for value in query.values():
            if "/" in value:
                assert value in to_ascii(response.content.decode())


def test_a_wrong_date_does_not_empty_the_dashboard(six_months, manager):
    usual = manager.get(reverse("reports"))
    response = manager.get(reverse("reports"), {"period": "custom", "since": "1404/13/01", "until": "1404/01/01"})
    page = response.content.decode()
    assert "since" in response.context["form"].errors
    assert "دوره درست خوانده نشد" in page
    assert response.context["report"].totals == usual.context["report"].totals
    assert page.count('class="report-tile') == usual.content.decode().count('class="report-tile')
    assert response.context["chosen"] == "six_months"


def test_leap_day_is_a_day(org, manager):
    assert manager.get(reverse("reports"), {"since": "1403/12/30", "until": "1403/12/30"}).status_code == 200


def test_a_period_without_cases_says_so(org, manager):
    page = manager.get(reverse("reports"), {"period": "last_month"}).content.decode()
    assert "در این دوره درخواستی ثبت نشده است" in page


@pytest.mark.parametrize("query", [{"show": "all; DROP"}, {"service": "999999"}, {"service": "x"}])
def test_a_list_that_is_not_offered_is_refused(org, manager, query):
    assert manager.get(reverse("reports_cases"), query).status_code == 400


# ---------------------------------------------------------------------------------------------------- cost
def test_what_the_dashboard_costs(six_months, manager):
    manager.get(reverse("reports"))
    with assert_queries("reports.dashboard", at_most=8):
        manager.get(reverse("reports"))
    with assert_queries("reports.cases", at_most=8):
        manager.get(reverse("reports_cases"))
