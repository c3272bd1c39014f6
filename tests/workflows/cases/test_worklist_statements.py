"""The kept statements of the worklist say what the same conditions, built anew with their values, say."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from tests.workflows.factories import appoint, decide, open_task, post, submitted
from workflows import selectors, services
from workflows.models import Task
from workflows.reads import worklist_statements as kept
from workflows.reads.worklist_statements import COLUMNS, CONDITIONS, TABS, Shape, counts_statement, page_statement

pytestmark = pytest.mark.django_db

NARROWED = [frozenset(), *(frozenset([name]) for name in CONDITIONS), frozenset(CONDITIONS)]


@pytest.fixture
def work(permits):
    """Twelve cases of twelve days at two posts: some claimed, some passed on, some done."""
    now = timezone.now()
    second = post("کارشناس دوم")
    appoint(permits.clerk, second)
    cases = []
    for day in range(12):
        with time_machine.travel(now - dt.timedelta(days=24 - day * 2), tick=False):
            cases.append(submitted(permits, area="150" if day % 2 else "50"))
    for case in cases[:2]:
        services.claim_task(task=open_task(case), user=permits.clerk)
    for case in cases[2:6]:
        decide(case, "d_accept", permits.clerk)
    Task.objects.filter(process__in=cases[6:9], status="NEW").update(post=second)
    permits.second_post = second
    return permits


def _values(work, now) -> dict:
    middle = Task.objects.order_by("due", "pk").exclude(due=None)[4]
    return {
        "now": now,
        "user": work.clerk.pk,
        "post_0": work.clerk_post.pk,
        "post_1": work.second_post.pk,
        "service": work.service.pk,
        "step": "بررسی مدارک",
        "post": work.clerk_post.pk,
        "since": now - dt.timedelta(days=21),
        "before": now - dt.timedelta(days=3),
        "moment": middle.due,
        "pk": middle.pk,
    }


def _fresh(shape: Shape, values: dict) -> list[int]:
    """The ids of the shape's page by an ordinary query."""
    conditions = {
        "new": Q(status="NEW", post__isnull=False),
        "mine": Q(status="ASSIGNED", owner=values["user"], post__isnull=False),
        "waiting": Q(watched=True, owner=values["user"]),
        "late": Q(status__in=["NEW", "ASSIGNED"], due__lt=values["now"], post__isnull=False),
        "done": Q(status="DONE", owner=values["user"], post__isnull=False),
    }
    narrowed = {
        "service": Q(process__service=values["service"]),
        "step": Q(title=values["step"]),
        "post": Q(post=values["post"]),
        "since": Q(created__gte=values["since"]),
        "before": Q(created__lt=values["before"]),
        "late": Q(due__lt=Coalesce("finished", values["now"])),
    }
    tasks = Task.objects.filter(conditions[shape.tab], *(narrowed[name] for name in shape.filters))
    if TABS[shape.tab].by_post:
        tasks = tasks.filter(post__in=[values[f"post_{n}"] for n in range(shape.posts)])
    moment = "finished" if shape.tab in ("waiting", "done") else "due"
    newest_first = (shape.tab in ("waiting", "done")) != (shape.paging == "before")
    if shape.paging:
        side = "lt" if newest_first else "gt"
        ties = Q(**{moment: values["moment"], f"pk__{side}": values["pk"]})
        tasks = tasks.filter(Q(**{f"{moment}__{side}": values["moment"]}) | ties)
    order = [f"-{moment}", "-pk"] if newest_first else [moment, "pk"]
    return list(tasks.order_by(*order).values_list("pk", flat=True)[: shape.limit])


@pytest.mark.parametrize("tab", selectors.TABS)
def test_every_shape_reads_what_a_fresh_query_reads(work, tab):
    now = timezone.now()
    values, met = _values(work, now), 0
    pk = list(COLUMNS).index("pk")
    for posts in (1, 2):
        for filters in NARROWED:
            for paging in ("", "after", "before"):
                shape = Shape(tab, posts, filters, paging, limit=5)
                found = [row[pk] for row in page_statement(shape).rows(**values)]
                assert found == _fresh(shape, values), shape
                met += len(found)
    assert met


def test_a_kept_statement_takes_the_values_of_each_reading(work):
    shape = Shape("new", 1, frozenset(), "", limit=50)
    values = _values(work, timezone.now())
    first, second = (
        page_statement(shape).rows(**values),
        page_statement(shape).rows(**values | {"post_0": work.second_post.pk}),
    )
    assert page_statement(shape) is page_statement(shape)
    assert first
    assert second
    assert {row[0] for row in first}.isdisjoint(row[0] for row in second)


def test_rows_carry_what_the_tasks_say(work):
    """Moments come back aware and equal on both databases, whatever type the driver gives."""
    for row in selectors.worklist(work.clerk, "done").rows:
        task = Task.objects.select_related("process__service", "process__applicant", "post").get(pk=row.pk)
        assert (row.created, row.due, row.finished) == (task.created, task.due, task.finished)
        assert (row.code, row.service_title, row.case_due) == (task.process.code, work.service.title, task.process.due)
        assert (row.post_title, row.decision_label) == (task.post.title, task.decision_label)
        assert row.applicant_name == str(work.citizen)
        assert row.is_late == (task.due < task.finished)


@pytest.mark.parametrize("posts", [1, 2])
def test_counts_are_those_of_fresh_queries(work, posts):
    values = _values(work, timezone.now())
    found = dict(counts_statement(posts).rows(**values))
    for tab in TABS:
        assert found[tab] == len(_fresh(Shape(tab, posts, frozenset(), "", limit=1000), values)), tab


def test_a_search_is_not_kept(work):
    before = kept._kept.cache_info().currsize
    selectors.worklist(work.clerk, "new", {"text": "سارا"})
    assert kept._kept.cache_info().currsize == before
