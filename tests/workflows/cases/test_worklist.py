"""The worklist: tabs, counts, filters, paging."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from tests.query_counts import assert_queries
from tests.workflows.factories import appoint, decide, open_task, submitted
from workflows import selectors, services


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
        posts = list(selectors.posts_of(permits.clerk))
        selectors.worklist(permits.clerk, tab, posts=posts)
        selectors.worklist_counts(permits.clerk, posts=posts)
