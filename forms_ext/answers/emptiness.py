"""Stored answers of the days when an empty answer was stored: as null, an empty text, list or object."""

from collections.abc import Callable
from typing import Any

from django.db import models

__all__ = ["drop_stored_empties", "without_empties"]

_BATCH = 500


def without_empties(stored: Any) -> Any:
    """The same answers with every empty one left out; a row stays, whatever is left of it."""
    if isinstance(stored, list):
        return [without_empties(one) for one in stored]
    if not isinstance(stored, dict):
        return stored
    kept = {name: without_empties(inner) for name, inner in stored.items()}
    return {name: inner for name, inner in kept.items() if inner is not None and inner not in ("", [], {})}


def drop_stored_empties(rows: Any, column: str, clean: Callable[[Any], Any] = without_empties) -> None:
    """Rewrite a column of answers, a batch at a time; for migrations. `clean` gives the new value of the old one."""
    changed: list[models.Model] = []
    for row in rows.only("pk", column).iterator(_BATCH):
        stored = getattr(row, column)
        if (kept := clean(stored)) != stored:
            setattr(row, column, kept)
            changed.append(row)
        if len(changed) == _BATCH:
            rows.model.objects.bulk_update(changed, [column])
            changed.clear()
    if changed:
        rows.model.objects.bulk_update(changed, [column])
