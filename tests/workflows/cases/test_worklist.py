"""The worklist: tabs, counts, filters, paging."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from organisation.selectors import posts_of
from persian.jalali import TEHRAN
from tests.query_counts import assert_queries
from tests.workflows.factories import appoint, decide, open_task, submitted
from workflows import selectors, services, sla
from workflows.models import Case


def codes(page):
    return [row.code for row in page.rows]


@pytest.fixture
def ten(permits):
    now = timezone.now()
    made = []
    for day in range(10):
        with time_machine.travel(now - dt.timedelta(days=30 - day)):
            made.append(submitted(permits))
    return made


def test_tabs_follow_a_case(permits):
    case = submitted(permits, area="150")
    assert codes(selectors.worklist(permits.clerk, "new")) == [case.code]
    services.claim_task(task=open_task(case), user=permits.clerk)
    assert not selectors.worklist(permits.second_clerk, "new").rows
    assert codes(selectors.worklist(permits.clerk, "mine")) == [case.code]
    decide(case, "d_accept", permits.clerk)
    (waiting,) = selectors.worklist(permits.clerk, "waiting").rows
    assert (waiting.code, "بازدید" in waiting.now_at) == (case.code, True)
    assert codes(selectors.worklist(permits.clerk, "done")) == [case.code]
    decide(case, "d_approve", permits.expert, answers={permits.expert_form.slug: {"finding": "x"}})
    decide(case, "d_approve", permits.head)
    counts = selectors.worklist_counts(permits.clerk)
    assert counts == {"new": 0, "mine": 0, "waiting": 0, "late": 0, "done": 1}


def test_who_holds_no_post_sees_nothing(permits):
    submitted(permits)
    for user in (permits.staff_without_post, permits.citizen, permits.treasurer):
        assert not any(selectors.worklist(user, tab).rows for tab in selectors.TABS)
        assert not any(selectors.worklist_counts(user).values())


def test_pages_forward_and_back_meet_every_row_once(permits, ten):
    appoint(permits.clerk, permits.head_post, "acting")
    decide(ten[0], "d_accept", permits.clerk)
    seen, cursor, pages = [], None, []
    while True:
        page = selectors.worklist(permits.clerk, "new", cursor=cursor, page_size=3)
        pages.append(codes(page))
        seen += page.rows
        if page.next is None:
            break
        cursor = page.next
    assert len(seen) == len({row.pk for row in seen}) == 10
    assert [row.due for row in seen] == sorted(row.due for row in seen)
    back = []
    while page.prev is not None:
        page = selectors.worklist(permits.clerk, "new", cursor=page.prev, page_size=3)
        back.append(codes(page))
    assert back == pages[-2::-1]


def test_late_is_past_due_whoever_has_it(permits, ten):
    services.claim_task(task=open_task(ten[0]), user=permits.second_clerk)
    late = selectors.worklist(permits.clerk, "late")
    assert len(late.rows) == 10
    assert all(row.is_late for row in late.rows)
    assert selectors.worklist_counts(permits.clerk)["late"] == 10


def test_filters(permits, ten):
    def found(**filters):
        return len(selectors.worklist(permits.clerk, "new", filters).rows)

    assert found(text=ten[3].code.lower()) == 1
    assert found(text=ten[3].code[:6]) >= 1
    assert found(text=permits.citizen.national_id) == 10
    assert found(text="هیچ‌کس") == 0
    assert found(text="%") == 0
    assert found(service=permits.service.pk, step="بررسی مدارک", post=permits.clerk_post.pk, late=True) == 10
    assert found(service=10**9) == found(step="x") == found(post=permits.head_post.pk) == 0
    day = timezone.localdate(ten[4].created)
    assert found(since=day, until=day) == 1


def test_choices_come_from_processes(permits):
    choices = selectors.worklist_choices(permits.clerk)
    assert choices.steps == [("بررسی مدارک", "بررسی مدارک")]
    assert choices.services == [(permits.service.pk, permits.service.title)]


@pytest.mark.parametrize("tab", selectors.TABS)
def test_a_page_costs_three_queries_however_many_posts(permits, ten, tab):
    appoint(permits.clerk, permits.head_post, "acting")
    with assert_queries("workflows.worklist", at_most=3):
        posts = list(posts_of(permits.clerk))
        selectors.worklist(permits.clerk, tab, posts=posts)
        selectors.worklist_counts(permits.clerk, posts=posts)


# ---------------------------------------------------------------------------------------------- late and near
def test_a_row_done_in_time_is_not_late_however_long_ago(permits):
    now = timezone.now()
    with time_machine.travel(now - dt.timedelta(days=60), tick=False):
        in_time, too_late = submitted(permits), submitted(permits)
        decide(in_time, "d_accept", permits.clerk)
    with time_machine.travel(now - dt.timedelta(days=20), tick=False):
        decide(too_late, "d_accept", permits.clerk)
    for tab in ("done", "waiting"):
        found = {row.code: row.is_late for row in selectors.worklist(permits.clerk, tab).rows}
        assert found == {in_time.code: False, too_late.code: True}
        assert codes(selectors.worklist(permits.clerk, tab, {"late": True})) == [too_late.code]
    assert not any(row.is_near for row in selectors.worklist(permits.clerk, "done").rows)


def test_the_late_tab_and_its_count_hold_the_rows_that_are_late(permits, ten):
    submitted(permits)
    every = {row.code: row.is_late for tab in ("new", "mine") for row in selectors.worklist(permits.clerk, tab).rows}
    late = selectors.worklist(permits.clerk, "late").rows
    assert {row.code for row in late} == {code for code, is_late in every.items() if is_late} == set(map(str, ten))
    assert selectors.worklist_counts(permits.clerk)["late"] == len(late)


def test_work_that_is_due_by_the_next_closing_is_near(permits):
    saturday = dt.datetime(2026, 11, 21, 8, tzinfo=TEHRAN)
    with time_machine.travel(saturday, tick=False):
        submitted(permits)  # its step has two days: until Monday's closing
    for hours, near, late in ((1, False, False), (25, True, False), (49, True, False), (55, False, True)):
        with time_machine.travel(saturday + dt.timedelta(hours=hours), tick=False):
            (row,) = selectors.worklist(permits.clerk, "new").rows
            assert (row.is_near, row.is_late) == (near, late), hours


def test_the_lists_of_the_late_read_their_index(permits):
    """The cases that applicants never answer are no part of what the list of the late reads."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = Case.objects.filter(sla.CASE.open_late(timezone.now())).order_by("due").values("pk").explain()
    assert "case_open_due" in plan
