"""The worklist (کارتابل): five tabs over the tasks of a person's posts, each read from one partial index, a page at a
time. How the statements are made, and why so, stands in `worklist_statements`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from listing.keyset import Cursor, load, page_of
from organisation.models import Post
from organisation.selectors import posts_of
from workflows import sla, tracking_codes
from workflows.models.task import OPEN_STATUSES
from workflows.reads.text_search import matching_text
from workflows.reads.worklist_statements import (
    COLUMNS,
    CONDITIONS,
    COUNT_CAP,
    NAMES,
    SEPARATOR,
    Shape,
    counts_statement,
    page_statement,
    post_values,
)
from workflows.reads.worklist_statements import TABS as READ

if TYPE_CHECKING:
    from accounts.models import User

__all__ = ["COUNT_CAP", "PAGE_SIZE", "TABS", "WorklistPage", "WorklistRow", "worklist", "worklist_counts"]

TABS = tuple(READ)
PAGE_SIZE = 25

Filters = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class WorklistRow:
    """One line of the worklist: a task with what the list shows of its case. The first fields are those of `COLUMNS`,
    in their order.
    """

    pk: int
    code: str
    service_id: int
    service_title: str
    step: str
    title: str
    post_id: int
    post_title: str
    owner_id: int | None
    status: str
    created: datetime
    assigned: datetime | None
    due: datetime
    finished: datetime | None
    case_due: datetime
    case_promised: datetime
    decision_label: str
    revision: int
    applicant_name: str
    owner_name: str
    now_at: str
    is_late: bool
    is_near: bool

    @property
    def first_promise(self) -> datetime | None:
        """What the case was promised first, where the promised date has moved since."""
        return self.case_promised if self.case_promised != self.case_due else None

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
    tab = tab if tab in READ else TABS[0]
    at, asked, now = load(cursor, tab), _asked(filters or {}), timezone.now()
    post_ids = _posts_read(tab, user, posts, asked)
    if READ[tab].by_post and not post_ids:
        return WorklistPage([], None, None, tab)
    shape = Shape(
        tab=tab,
        posts=len(post_ids),
        filters=frozenset(asked) & frozenset(CONDITIONS),
        paging="" if at is None else "before" if at.backward else "after",
        limit=page_size + 1,
    )
    values = asked | post_values(post_ids) | {"now": now, "user": user.pk}
    if at is not None:
        values |= {"moment": at.moment, "pk": at.pk}
    found = page_statement(shape, asked.get("text")).rows(**values)
    near_until = sla.near_until(now)
    return _page([_row(columns, now, near_until) for columns in found], tab, page_size, at)


def _posts_read(tab: str, user: User, posts: Sequence[Post] | None, asked: dict[str, Any]) -> list[int]:
    """The posts to read one by one. A post that is asked for is read alone, where it is one of mine."""
    if not READ[tab].by_post:
        return []
    mine = _ids(user, posts)
    if "post" not in asked:
        return mine
    chosen = asked.pop("post")
    return [chosen] if chosen in mine else []


def _ids(user: User, posts: Sequence[Post] | None) -> list[int]:
    return [post.pk for post in (posts_of(user) if posts is None else posts)]


_READ_OTHERWISE = {"post", "since", "before"}


def _asked(filters: Filters) -> dict[str, Any]:
    """The filters that narrow something, as the statement's slots take them; `text` as a condition."""
    asked = {name: filters[name] for name in CONDITIONS.keys() - _READ_OTHERWISE if filters.get(name)}
    if post := filters.get("post"):
        asked["post"] = getattr(post, "pk", post)
    if since := filters.get("since"):
        asked["since"] = _start_of(since)
    if until := filters.get("until"):
        asked["before"] = _start_of(until) + timedelta(days=1)
    if text := str(filters.get("text") or "").strip():
        asked["text"] = matching_text(text, prefix="process__")
    return asked


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _row(values: Sequence[Any], now: datetime, near_until: datetime) -> WorklistRow:
    columns, rest = values[: len(COLUMNS)], values[len(COLUMNS) :]
    names, place = rest[: len(NAMES)], rest[len(NAMES) :]
    due, finished = columns[_DUE], columns[_FINISHED]
    is_late = sla.is_late(due=due, finished=finished, now=now)
    is_near = sla.is_near(due=due, finished=finished, now=now, until=near_until)
    return WorklistRow(*(*columns, _name(*names[:3]), _name(*names[3:]), _places(*place), is_late, is_near))


def _places(joined: str | None = "") -> str:
    """Where a case is now, also at several places at once. An applicant's step is at no post."""
    places = sorted(place.removesuffix(" – ") for place in (joined or "").split(SEPARATOR))
    return " · ".join(places)


_DUE, _FINISHED = list(COLUMNS).index("due"), list(COLUMNS).index("finished")


def _name(first: str | None, last: str | None, username: str | None) -> str:
    return f"{first or ''} {last or ''}".strip() or (username or "")


def _page(rows: list[WorklistRow], tab: str, size: int, at: Cursor | None) -> WorklistPage:
    page = page_of(rows, at=at, moment=READ[tab].moment, size=size, tab=tab)
    return WorklistPage(rows=page.rows, next=page.next, prev=page.prev, tab=tab)


def worklist_counts(user: User, posts: Sequence[Post] | None = None) -> dict[str, int]:
    """How many tasks each tab has, in one query. Counting stops at `COUNT_CAP`: a larger tab says `COUNT_CAP + 1`."""
    ids = _ids(user, posts) or [_NO_POST]
    found = dict(counts_statement(len(ids)).rows(user=user.pk, now=timezone.now(), **post_values(ids)))
    return {tab: found[tab] for tab in TABS}


_NO_POST = 0
