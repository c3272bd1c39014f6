"""The worklist (کارتابل): five tabs over the tasks of a person's posts, each read from one partial index, a page at a
time.

What was measured shapes it: a condition `post IN (…)` with a sort grows with the number of tasks at those posts, a
`UNION ALL` of one limited, ordered read a post does not; columns of the rows shown are joined after the page is known;
counts stop at a cap; nothing is read from the task table to fill a filter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.utils import timezone
from viewflow.workflow.status import STATUS

from listing.keyset import Cursor, beyond, load, page_of
from organisation.models import Post
from persian.text import search_key
from workflows import tracking_codes
from workflows.models import Task
from workflows.models.task import OPEN_STATUSES

if TYPE_CHECKING:
    from accounts.models import User

TABS = ("new", "mine", "waiting", "late", "done")
PAGE_SIZE = 25
COUNT_CAP = 1000

Filters = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class WorklistRow:
    """One line of the worklist: a task with what the list shows of its case."""

    pk: int
    code: str
    service_id: int
    service_title: str
    applicant_name: str
    step: str
    title: str
    post_id: int
    post_title: str
    owner_id: int | None
    owner_name: str
    status: str
    created: datetime
    assigned: datetime | None
    due: datetime
    finished: datetime | None
    case_due: datetime
    case_finished: datetime | None
    decision_label: str
    revision: int
    now_at: str = ""
    is_late: bool = False

    @property
    def display_code(self) -> str:
        return tracking_codes.display(self.code)

    @property
    def is_claimed(self) -> bool:
        return self.owner_id is not None

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES


@dataclass(frozen=True, slots=True)
class WorklistPage:
    """A page of rows with the cursors of its neighbours; `None` where there is none."""

    rows: list[WorklistRow]
    next: str | None
    prev: str | None
    tab: str


@dataclass(frozen=True, slots=True)
class _Tab:
    """How a tab is read: its condition, the moment it is ordered by, the direction, and whether post by post."""

    condition: Q
    moment: str
    descending: bool
    by_post: bool


def _tabs(user: User) -> dict[str, _Tab]:
    at_post = Q(post__isnull=False)
    return {
        "new": _Tab(Q(status=STATUS.NEW.value) & at_post, "due", False, True),
        "mine": _Tab(Q(status=STATUS.ASSIGNED.value, owner=user.pk) & at_post, "due", False, False),
        "waiting": _Tab(Q(watched=True, owner=user.pk), "finished", True, False),
        "late": _Tab(Q(status__in=OPEN_STATUSES, due__lt=timezone.now()) & at_post, "due", False, True),
        "done": _Tab(Q(status=STATUS.DONE.value, owner=user.pk) & at_post, "finished", True, False),
    }


def worklist(
    user: User,
    tab: str = "new",
    filters: Filters | None = None,
    cursor: str | None = None,
    *,
    posts: Sequence[Post] | None = None,
    page_size: int = PAGE_SIZE,
) -> WorklistPage:
    """One page of a tab.

    new: unclaimed tasks at my posts; mine: claimed by me; waiting: cases that I have worked on and that are open
    elsewhere (the row is my finished step, `now_at` says where the case is); late: open at my posts and past due,
    whoever has them; done: finished by me. The first four by due date, except that waiting and done come newest
    first.

    `filters`, all optional: `service` (page id), `step` (step title), `post` (id, one of mine), `since`, `until`
    (dates, inclusive, of the task's arrival), `late` (bool), `text` (tracking code or any part of it, name, national
    id, mobile). `posts`, where the caller has read them already, saves the query for them. One query, two with the
    posts.
    """
    if tab not in TABS:
        tab = TABS[0]
    reading = _tabs(user)[tab]
    post_ids = _post_ids(user, posts) if reading.by_post else []
    tasks = _filtered(Task.objects.filter(reading.condition), filters or {})
    at = load(cursor, tab)
    backward = at is not None and at.backward
    descending = reading.descending != backward
    if at is not None:
        tasks = tasks.filter(beyond(reading.moment, at, descending=descending))
    wanted = _limited_ids(tasks, reading, post_ids, descending=descending, limit=page_size + 1)
    if wanted is None:
        return WorklistPage([], None, None, tab)
    order = [f"-{reading.moment}", "-pk"] if descending else [reading.moment, "pk"]
    rows = _rows(Task.objects.filter(pk__in=wanted).order_by(*order), with_place=tab == "waiting")
    return _page(rows, tab, reading.moment, page_size, at)


def _page(rows: list[WorklistRow], tab: str, moment: str, size: int, at: Cursor | None) -> WorklistPage:
    page = page_of(rows, at=at, moment=moment, size=size, tab=tab)
    return WorklistPage(rows=page.rows, next=page.next, prev=page.prev, tab=tab)


def _post_ids(user: User, posts: Sequence[Post] | None) -> list[int]:
    if posts is None:
        from organisation.selectors import posts_of

        posts = list(posts_of(user))
    return [post.pk for post in posts]


def _filtered(tasks: QuerySet[Task], filters: Filters) -> QuerySet[Task]:
    if service := filters.get("service"):
        tasks = tasks.filter(process__service=service)
    if step := filters.get("step"):
        tasks = tasks.filter(title=step)
    if post := filters.get("post"):
        tasks = tasks.filter(post=getattr(post, "pk", post))
    if since := filters.get("since"):
        tasks = tasks.filter(created__gte=_start_of(since))
    if until := filters.get("until"):
        tasks = tasks.filter(created__lt=_start_of(until) + timedelta(days=1))
    if filters.get("late"):
        tasks = tasks.filter(due__lt=Coalesce("finished", timezone.now()))
    if text := str(filters.get("text") or "").strip():
        tasks = tasks.filter(matching_text(text, prefix="process__"))
    return tasks


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def matching_text(text: str, *, prefix: str = "") -> Q:
    """Cases that a typed text finds: by tracking code where it is one, else every word somewhere in the search text.

    A code alone is the quick way, on its index. Eleven digits may be a mobile number as well: one in 32 of them passes
    as a code.
    """
    code = tracking_codes.fold(text)
    if tracking_codes.is_valid(code) and not code.isdigit():
        return Q(**{f"{prefix}code": code})
    condition = Q()
    for word in search_key(text).split():
        condition &= Q(**{f"{prefix}search_text__contains": word})
    if len(code) >= MIN_CODE_PREFIX and any(character.isdigit() for character in code):
        condition |= Q(**{f"{prefix}code__startswith": code})
    return condition


MIN_CODE_PREFIX = 3


def _limited_ids(
    tasks: QuerySet[Task], reading: _Tab, post_ids: Sequence[int], *, descending: bool, limit: int
) -> RawSQL | QuerySet[Task] | None:
    """The ids of the page's tasks, as something that `pk__in` takes.

    Several posts are read each by itself, in the index's own order and limited, then merged.
    """
    order = [f"-{reading.moment}", "-pk"] if descending else [reading.moment, "pk"]
    tasks = tasks.order_by(*order)
    if not reading.by_post:
        return _as_ids([tasks], reading.moment, descending, limit)
    if not post_ids:
        return None
    return _as_ids([tasks.filter(post=post_id) for post_id in post_ids], reading.moment, descending, limit)


def _as_ids(reads: Sequence[QuerySet[Task]], moment: str, descending: bool, limit: int) -> RawSQL:
    parts: list[str] = []
    params: list[Any] = []
    for number, read in enumerate(reads):
        sql, values = read.values("id", moment)[:limit].query.sql_with_params()
        parts.append(f"SELECT * FROM ({sql}) AS read_{number}")  # noqa: S608
        params.extend(values)
    quoted = connection.ops.quote_name(moment)
    way = "DESC" if descending else "ASC"
    union = " UNION ALL ".join(parts)
    # Only names of ours are put together here; values stay parameters.
    sql = f"SELECT id FROM ({union}) AS merged ORDER BY {quoted} {way}, id {way} LIMIT {int(limit)}"  # noqa: S608
    return RawSQL(sql, params)  # noqa: S611


_COLUMNS = {
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
    "case_finished": "process__finished",
    "decision_label": "decision_label",
    "revision": "revision",
}
_NAMES = (
    "process__applicant__first_name",
    "process__applicant__last_name",
    "process__applicant__username",
    "owner__first_name",
    "owner__last_name",
    "owner__username",
)


def _rows(tasks: QuerySet[Task], *, with_place: bool) -> list[WorklistRow]:
    columns = [*_COLUMNS.values(), *_NAMES]
    if with_place:
        here = Task.objects.filter(process=OuterRef("process"), status__in=OPEN_STATUSES).order_by("id")
        tasks = tasks.annotate(
            place=Subquery(here.values("title")[:1]), place_post=Subquery(here.values("post__title")[:1])
        )
        columns += ["place", "place_post"]
    now = timezone.now()
    rows = []
    for values in tasks.values_list(*columns):
        plain = dict(zip(_COLUMNS, values, strict=False))
        names = values[len(_COLUMNS) :]
        plain["applicant_name"] = _name(*names[:3])
        plain["owner_name"] = _name(*names[3:6])
        plain["is_late"] = plain["due"] < (plain["finished"] or now)
        if with_place:
            plain["now_at"] = " – ".join(part for part in names[6:] if part)
        rows.append(WorklistRow(**plain))
    return rows


def _name(first: str | None, last: str | None, username: str | None) -> str:
    return f"{first or ''} {last or ''}".strip() or (username or "")


def worklist_counts(user: User, posts: Sequence[Post] | None = None) -> dict[str, int]:
    """How many tasks each tab has, in one query. Counting stops at `COUNT_CAP`: a larger tab says `COUNT_CAP + 1`."""
    post_ids = _post_ids(user, posts)
    parts: list[str] = []
    params: list[Any] = []
    for name, reading in _tabs(user).items():
        tasks = Task.objects.filter(reading.condition)
        if reading.by_post:
            tasks = tasks.filter(post__in=post_ids)
            if not post_ids:
                continue
        sql, values = tasks.order_by().values("id")[: COUNT_CAP + 1].query.sql_with_params()
        # Only our own tab names are put into the text; values stay parameters.
        parts.append(f"SELECT '{name}', COUNT(*) FROM ({sql}) AS counted")  # noqa: S608
        params.extend(values)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        found = dict(cursor.fetchall())
    return {tab: found.get(tab, 0) for tab in TABS}


@dataclass(frozen=True, slots=True)
class WorklistChoices:
    """What the filters offer: (value, label) pairs, from the chart and the processes, never from the tasks."""

    services: list[tuple[int, str]]
    steps: list[tuple[str, str]]
    posts: list[tuple[int, str]]


def worklist_choices(user: User, posts: Sequence[Post] | None = None) -> WorklistChoices:
    """Services and steps of the processes in which one of the person's posts has a step, and the posts themselves."""
    from workflows.reads.worklist_choices import choices

    if posts is None:
        from organisation.selectors import posts_of

        posts = list(posts_of(user))
    return choices(posts)
