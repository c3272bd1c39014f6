"""Keyset paging: a page is found by the last row seen, not by counting those before: page 1,000 costs what page 1 does.

A cursor is `n.<microseconds>.<id>` (rows after it) or `p.<microseconds>.<id>` (rows before it). It comes from the
address bar; one that cannot be read means the first page.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, Q, QuerySet

__all__ = ["PAGE_SIZE", "Page", "newest_first"]

PAGE_SIZE = 50
_CURSOR = re.compile(r"([np])\.(\d{1,17})\.(\d{1,18})", re.ASCII)
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Page(Generic[M]):
    """One page of rows, with the cursors of its neighbours; `None` where there is none."""

    rows: list[M]
    next: str | None = None
    prev: str | None = None


def newest_first(
    queryset: QuerySet[M], *, cursor: str | None, moment: str = "created", size: int = PAGE_SIZE
) -> Page[M]:
    """The page that `cursor` names, of rows ordered by `moment` and id, newest first.

    One query, of `size + 1` rows: the row too many tells whether another page follows. `moment` names a column that
    is never null and is indexed.
    """
    backward, at = _read(cursor)
    if at is not None:
        queryset = queryset.filter(_beyond(moment, at, backward=backward))
    order = (moment, "pk") if backward else (f"-{moment}", "-pk")
    rows = list(queryset.order_by(*order)[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    if backward:
        rows.reverse()
    if not rows:
        return Page([])
    has_next = backward or more
    has_prev = more if backward else at is not None
    return Page(
        rows,
        next=_write("n", rows[-1], moment) if has_next else None,
        prev=_write("p", rows[0], moment) if has_prev else None,
    )


def _beyond(moment: str, at: tuple[dt.datetime, int], *, backward: bool) -> Q:
    """Rows past the cursor. The first condition alone uses the index; the second breaks ties."""
    when, pk = at
    op = "gt" if backward else "lt"
    tie = Q(**{moment: when, f"pk__{op}": pk})
    return Q(**{f"{moment}__{op}e": when}) & (Q(**{f"{moment}__{op}": when}) | tie)


def _read(cursor: str | None) -> tuple[bool, tuple[dt.datetime, int] | None]:
    match = _CURSOR.fullmatch(cursor or "")
    if match is None:
        return False, None
    try:
        when = _EPOCH + dt.timedelta(microseconds=int(match[2]))
    except OverflowError:
        return False, None
    return match[1] == "p", (when, int(match[3]))


def _write(direction: str, row: Model, moment: str) -> str:
    microseconds = (getattr(row, moment) - _EPOCH) // dt.timedelta(microseconds=1)
    return f"{direction}.{microseconds}.{row.pk}"
