"""Keyset paging: a page is found by the last row seen, not by counting those before: page 1,000 costs what page 1 does.

A cursor is `n.<microseconds>.<id>` (rows after it) or `p.<microseconds>.<id>` (rows before it), with the name of its
list in front where one address serves several (`late.n.…`). It comes from the address bar and is not signed: it says
nothing but a place in a list that the person may read anyway. One that cannot be read, or that is another list's,
means the first page.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

__all__ = ["PAGE_SIZE", "Cursor", "Page", "beyond", "load", "newest_first", "page_of"]

PAGE_SIZE = 50
# Seventeen digits of microseconds end in the year 5138, nineteen of an id past the largest of a column.
_CURSOR = re.compile(r"(?:([a-z_]{1,20})\.)?([np])\.(\d{1,17})\.(\d{1,19})", re.ASCII)
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_LARGEST_ID = 2**63 - 1

Row = TypeVar("Row")
M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Cursor:
    """The row that a page starts after (or, `backward`, ends before), by its moment and id, in the list `tab`.

    A moment is an aware datetime of 1970 or later; the address knows it to the microsecond, as the database does.
    """

    moment: dt.datetime
    pk: int
    backward: bool = False
    tab: str = ""

    def dump(self) -> str:
        """The cursor as an address carries it."""
        microseconds = (self.moment - _EPOCH) // dt.timedelta(microseconds=1)
        place = f"{'p' if self.backward else 'n'}.{microseconds}.{self.pk}"
        return f"{self.tab}.{place}" if self.tab else place


def load(text: str | None, tab: str = "") -> Cursor | None:
    """The cursor in `text`; `None`, which is the first page, for one that is absent, unreadable or another list's."""
    match = _CURSOR.fullmatch(text or "")
    if match is None or (match[1] or "") != tab or int(match[4]) > _LARGEST_ID:
        return None
    moment = _EPOCH + dt.timedelta(microseconds=int(match[3]))
    return Cursor(moment, int(match[4]), backward=match[2] == "p", tab=tab)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of rows, with the cursors of its neighbours; `None` where there is none."""

    rows: list[Row]
    next: str | None = None
    prev: str | None = None


def newest_first(
    queryset: QuerySet[M], *, cursor: str | None, moment: str = "created", size: int = PAGE_SIZE
) -> Page[M]:
    """The page that `cursor` names, of rows ordered by `moment` and id, newest first.

    One query, of `size + 1` rows: the row too many tells whether another page follows. `moment` names a column that
    is never null and is indexed.
    """
    at = load(cursor)
    backward = at is not None and at.backward
    if at is not None:
        queryset = queryset.filter(beyond(moment, at, descending=not backward))
    order = (moment, "pk") if backward else (f"-{moment}", "-pk")
    return page_of(list(queryset.order_by(*order)[: size + 1]), at=at, moment=moment, size=size)


def beyond(moment: str, at: Cursor, *, descending: bool) -> Q:
    """Rows past the cursor. The first condition alone bounds the index range; the second breaks ties."""
    side = "lt" if descending else "gt"
    tie = Q(**{f"{moment}__{side}": at.moment}) | Q(**{f"pk__{side}": at.pk})
    return Q(**{f"{moment}__{side}e": at.moment}) & tie


def page_of(rows: Sequence[Row], *, at: Cursor | None, moment: str, size: int, tab: str = "") -> Page[Row]:
    """The page made of `rows` as they were read past `at`: up to `size + 1`, in reading order, backward where `at`
    is. Each row has a `pk` and the attribute `moment`.
    """
    backward = at is not None and at.backward
    shown = list(rows[:size])
    if backward:
        shown.reverse()
    if not shown:
        return Page([])
    more = len(rows) > size

    def cursor(row: Any, *, backward: bool) -> str:
        return Cursor(getattr(row, moment), row.pk, backward=backward, tab=tab).dump()

    return Page(
        shown,
        next=cursor(shown[-1], backward=False) if backward or more else None,
        prev=cursor(shown[0], backward=True) if (more if backward else at is not None) else None,
    )
