"""How each tab of the worklist is read: one statement a shape, built once and kept.

What was measured shapes it: a condition `post IN (…)` with a sort grows with the number of tasks at those posts, a
`UNION ALL` of one limited, ordered read a post does not; columns of the rows shown are joined after the page is known;
counts stop at a cap. A search's text is the one condition whose form depends on what was typed: a statement with it is
built for that one reading and not kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from django.db import connection
from django.db.models import (
    Aggregate,
    BigIntegerField,
    CharField,
    DateTimeField,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat
from django.db.models.lookups import In
from viewflow.workflow.status import STATUS

from statements import Slot, Statement, compiled, union_all
from workflows import sla
from workflows.models import Task
from workflows.models.task import OPEN_STATUSES

COUNT_CAP = 1000
KEPT = 512

NOW, USER = Slot("now", DateTimeField()), Slot("user", BigIntegerField())
_AT_POST = Q(post__isnull=False)


@dataclass(frozen=True, slots=True)
class Tab:
    """How a tab is read: its condition, the moment it is ordered by, the direction, and whether post by post."""

    condition: Q
    moment: str
    descending: bool
    by_post: bool


TABS: dict[str, Tab] = {
    "new": Tab(Q(status=STATUS.NEW.value) & _AT_POST, "due", False, True),
    "mine": Tab(Q(status=STATUS.ASSIGNED.value, owner=USER) & _AT_POST, "due", False, False),
    "waiting": Tab(Q(watched=True, owner=USER), "finished", True, False),
    "late": Tab(Q(status__in=OPEN_STATUSES) & sla.TASK.overdue(NOW) & _AT_POST, "due", False, True),
    "done": Tab(Q(status=STATUS.DONE.value, owner=USER) & _AT_POST, "finished", True, False),
}

# What the worklist can be narrowed by. A slot takes the value that was asked for.
CONDITIONS: dict[str, Q] = {
    "service": Q(process__service=Slot("service", BigIntegerField())),
    "step": Q(title=Slot("step", CharField())),
    "post": Q(post=Slot("post", BigIntegerField())),
    "since": Q(created__gte=Slot("since", DateTimeField())),
    "before": Q(created__lt=Slot("before", DateTimeField())),
    "late": sla.TASK.late(NOW),
}

COLUMNS = {
    "pk": "pk",
    "code": "process__code",
    "service_id": "process__service_id",
    "service_title": "process__service__title",
    "step": "step",
    "title": "title",
    "post_id": "post_id",
    "post_title": "post__title",
    "owner_id": "owner_id",
    "status": "status",
    "created": "created",
    "assigned": "assigned",
    "due": "due",
    "finished": "finished",
    "case_due": "process__due",
    "case_promised": "process__promised",
    "decision_label": "decision_label",
    "revision": "revision",
}
NAMES = (
    "process__applicant__first_name",
    "process__applicant__last_name",
    "process__applicant__username",
    "owner__first_name",
    "owner__last_name",
    "owner__username",
)
SEPARATOR = "\n"


class Joined(Aggregate):
    """The texts of several rows as one, with `SEPARATOR` between them, in no order."""

    function = "STRING_AGG"
    output_field = TextField()

    def __init__(self, text: Any) -> None:
        super().__init__(text, Value(SEPARATOR))

    def as_sqlite(self, compiler: Any, connection: Any, **extra_context: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **extra_context)


@dataclass(frozen=True, slots=True)
class Shape:
    """All that changes the text of the page's statement.

    `posts`: how many posts are read, at least one where the tab is read post by post; `filters`: which of `CONDITIONS`
    are asked; `paging`: whether the page starts `after` a row, ends `before` one, or is the first.
    """

    tab: str
    posts: int
    filters: frozenset[str]
    paging: Literal["", "after", "before"]
    limit: int

    @property
    def descending(self) -> bool:
        return TABS[self.tab].descending != (self.paging == "before")

    @property
    def order(self) -> list[str]:
        moment = TABS[self.tab].moment
        return [f"-{moment}", "-pk"] if self.descending else [moment, "pk"]


def page_statement(shape: Shape, text: Q | None = None) -> Statement:
    """The statement of a page: kept by its shape, unless a searched text has to stand in it.

    Slots: `now`, `user`, `post_0` …, those of the filters asked, `moment` and `pk` of the row that is paged from.
    """
    return _kept(shape) if text is None else _built(shape, text)


@lru_cache(KEPT)
def _kept(shape: Shape) -> Statement:
    return _built(shape)


def _built(shape: Shape, text: Q | None = None) -> Statement:
    tasks = Task.objects.filter(pk__in=_ids(shape, text)).order_by(*shape.order)
    columns = [*COLUMNS.values(), *NAMES]
    if shape.tab == "waiting":
        # A case may stand at several places at once: all are said, in one read of its open tasks.
        here = Task.objects.filter(process=OuterRef("process"), status__in=OPEN_STATUSES).order_by()
        place = Joined(Concat("title", Value(" – "), "post__title"))
        tasks = tasks.annotate(places=Subquery(here.values("process").annotate(all=place).values("all")))
        columns.append("places")
    return compiled(tasks.values_list(*columns))


def _ids(shape: Shape, text: Q | None) -> RawSQL:
    """The ids of the page's tasks. Several posts are read each by itself, in the index's own order, then merged."""
    tab = TABS[shape.tab]
    tasks = Task.objects.filter(tab.condition, *(CONDITIONS[name] for name in sorted(shape.filters)))
    if text is not None:
        tasks = tasks.filter(text)
    if shape.paging:
        tasks = tasks.filter(_beyond(tab.moment, descending=shape.descending))
    tasks = tasks.order_by(*shape.order)
    reads = [tasks.filter(post=_post(number)) for number in range(shape.posts)] if tab.by_post else [tasks]
    return _merged(reads, shape)


def _post(number: int) -> Slot:
    return Slot(f"post_{number}", BigIntegerField())


def _beyond(moment: str, *, descending: bool) -> Q:
    """Rows past the cursor. The first condition alone bounds the index range; the second breaks ties."""
    side = "lt" if descending else "gt"
    at = Slot("moment", DateTimeField())
    tie = Q(**{f"{moment}__{side}": at}) | Q(**{f"pk__{side}": Slot("pk", BigIntegerField())})
    return Q(**{f"{moment}__{side}e": at}) & tie


def _merged(reads: list[QuerySet[Task]], shape: Shape) -> RawSQL:
    moment = TABS[shape.tab].moment
    parts = []
    for number, read in enumerate(reads):
        one = compiled(read.values_list("id", moment)[: shape.limit])
        parts.append((f"SELECT * FROM ({one.sql}) AS read_{number}", one.params))  # noqa: S608
    union, params = union_all(parts)
    quoted, way = connection.ops.quote_name(moment), "DESC" if shape.descending else "ASC"
    # Only names of ours are put together here; values stay parameters.
    sql = f"SELECT id FROM ({union}) AS merged ORDER BY {quoted} {way}, id {way} LIMIT {shape.limit:d}"  # noqa: S608
    return RawSQL(sql, params)  # noqa: S611


@lru_cache(KEPT)
def counts_statement(posts: int) -> Statement:
    """Of each tab its name and how many tasks it has, counted to `COUNT_CAP + 1`; for so many posts, at least one."""
    at_posts = In(F("post"), [_post(number) for number in range(posts)])
    parts = []
    for name, tab in TABS.items():
        tasks = Task.objects.filter(tab.condition)
        if tab.by_post:
            tasks = tasks.filter(at_posts)
        one = compiled(tasks.values_list("id")[: COUNT_CAP + 1])
        # Only our own tab names are put into the text; values stay parameters.
        parts.append((f"SELECT '{name}', COUNT(*) FROM ({one.sql}) AS counted", one.params))  # noqa: S608
    return Statement(*union_all(parts))


def post_values(posts: list[int]) -> dict[str, Any]:
    """The values of the slots `post_0` …"""
    return {f"post_{number}": pk for number, pk in enumerate(posts)}
