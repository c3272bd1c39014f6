"""Search of cases in one's scope, and the page of one case."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from persian import jalali
from tests.query_counts import assert_queries
from tests.workflows.factories import decide, open_task, submitted
from workflows import services, tracking_codes

pytestmark = pytest.mark.django_db


def codes(response) -> list[str]:
    return [case.code for case in response.context["page"].rows]


def test_scope_is_my_posts_and_those_below_and_everything_for_managers(org, sign_in):
    case = submitted(org)
    for who, sees in [("clerk", True), ("head", True), ("manager", True), ("treasurer", False), ("expert", False)]:
        found = codes(sign_in(getattr(org, who)).get(reverse("desk_cases")))
        assert (found == [case.code]) is sees, who


def test_search(org, sign_in):
    with time_machine.travel(timezone.now() - dt.timedelta(days=40), tick=False):
        old = submitted(org)
    closed = submitted(org, applicant=org.other_citizen)
    decide(closed, "d_reject", org.clerk, note="ناقص")
    client = sign_in(org.clerk)

    def found(**query):
        return set(codes(client.get(reverse("desk_cases"), query)))

    today = jalali.to_jalali(jalali.today())
    this_month = f"{today.year}/{today.month:02}/01"
    assert found() == {old.code, closed.code}
    assert found(status="open") == {old.code}
    assert found(status="rejected") == {closed.code}
    assert found(service=org.service.pk, status="done") == set()
    assert found(until=f"{today.year}/{today.month}/{today.day}") == {old.code, closed.code}
    assert old.code not in found(since=this_month)
    assert found(text=closed.code) == {closed.code}
    assert found(text=org.other_citizen.national_id) == {closed.code}


def test_list_says_how_many_where_and_with_whom(org, sign_in):
    claimed, fresh, closed = (submitted(org) for _ in range(3))
    services.claim_task(task=open_task(claimed), user=org.clerk)
    decide(closed, "d_reject", org.clerk, note="ناقص")
    response = sign_in(org.clerk).get(reverse("desk_cases"))
    places = {row.case.pk: row.places for row in response.context["rows"]}
    step = open_task(fresh)
    assert [(at.step, at.post, at.holder) for at in places[fresh.pk]] == [(step.title, step.post.title, "")]
    assert [at.holder for at in places[claimed.pk]] == [str(org.clerk)]
    assert places[closed.pk] == []
    page = response.content.decode()
    assert f"{step.post.title} – {org.clerk}" in page
    assert "۳ پرونده" in page
    assert "۱ پرونده" in sign_in(org.clerk).get(reverse("desk_cases"), {"status": "rejected"}).content.decode()


def test_list_costs_the_same_for_more_cases(org, sign_in, django_assert_num_queries):
    client = sign_in(org.clerk)
    submitted(org)
    client.get(reverse("desk_cases"))
    with CaptureQueriesContext(connection) as of_one:
        client.get(reverse("desk_cases"))
    for _ in range(4):
        submitted(org)
    with django_assert_num_queries(len(of_one)):
        client.get(reverse("desk_cases"))


def test_pages_meet(org, sign_in):
    with time_machine.travel(timezone.now(), tick=False):
        for _ in range(51):
            submitted(org)
    client = sign_in(org.clerk)
    first = client.get(reverse("desk_cases"))
    second = client.get(reverse("desk_cases"), {"cursor": first.context["page"].next})
    third = client.get(reverse("desk_cases"), {"cursor": second.context["page"].next})
    assert [len(codes(page)) for page in (first, second, third)] == [25, 25, 1]
    assert len({*codes(first), *codes(second), *codes(third)}) == 51
    assert third.context["page"].next is None
    back = client.get(reverse("desk_cases"), {"cursor": third.context["page"].prev})
    assert codes(back) == codes(second)
    start = client.get(reverse("desk_cases"), {"cursor": back.context["page"].prev})
    assert codes(start) == codes(first)
    assert start.context["page"].prev is None


def test_a_case_can_be_read_with_its_way(org, sign_in):
    case = submitted(org)
    decide(case, "d_reject", org.clerk, note="مدارک ناقص است")
    page = sign_in(org.clerk).get(reverse("desk_case", args=[case.code])).content.decode()
    assert "خیابان آزادی" in page
    assert "مدارک ناقص است" in page
    assert str(org.clerk) in page
    assert "ردشده" in page


def test_title_of_a_case_is_free_of_markup(org, sign_in):
    case = submitted(org)
    page = sign_in(org.clerk).get(reverse("desk_case", args=[case.code])).content.decode()
    title = page[page.index("<title>") + len("<title>") : page.index("</title>")]
    assert tracking_codes.display(case.code) in title
    assert org.service.title in title
    assert "<" not in title
    assert "&lt;" not in title


def test_a_code_written_by_hand_finds_the_case(org, sign_in):
    case = submitted(org)
    written = "-".join([case.code[:3].lower(), case.code[3:7].lower(), case.code[7:].lower()])
    answer = sign_in(org.clerk).get(reverse("desk_case", args=[written]))
    assert answer.status_code == 302
    assert answer["Location"] == reverse("desk_case", args=[case.code])


def test_what_lists_cost(org, sign_in):
    client = sign_in(org.clerk)
    for _ in range(3):
        submitted(org)
    client.get(reverse("desk_cases"))
    with assert_queries("desk.cases", at_most=8):
        client.get(reverse("desk_cases"))
