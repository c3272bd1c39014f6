"""Keyset cursors of the worklist: where a page ends, signed, so that what comes back from an address is ours or
nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core import signing

_SALT = "workflows.worklist.cursor"


@dataclass(frozen=True, slots=True)
class Cursor:
    """The row that a page starts after (or, `backward`, ends before), by its moment and id, in one tab."""

    tab: str
    moment: datetime
    pk: int
    backward: bool = False

    def dump(self) -> str:
        return signing.dumps([self.tab, self.moment.isoformat(), self.pk, int(self.backward)], salt=_SALT)


def load(text: str | None, tab: str) -> Cursor | None:
    """The cursor in `text`; `None`, which is the first page, for one that is absent, forged or another tab's."""
    if not text:
        return None
    try:
        found_tab, moment, pk, backward = signing.loads(text, salt=_SALT)
        cursor = Cursor(tab=str(found_tab), moment=datetime.fromisoformat(moment), pk=int(pk), backward=bool(backward))
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return cursor if cursor.tab == tab and cursor.moment.tzinfo is not None else None
