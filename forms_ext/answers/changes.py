"""What differs between two states of the same answers."""

from collections.abc import Iterator, Mapping
from typing import Any

from forms_ext.answers.paths import ROW_ID

__all__ = ["changed_fields"]


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The paths of the fields whose answers differ, in order; one cell of a row is one field (`owners.share`).

    Rows are compared by their ids; one that came or went changed in all that stands in it, and rows that only changed
    places changed as a whole (`owners`).
    """
    return sorted(set(_changed(before, after, "")))


def _changed(before: Any, after: Any, path: str) -> Iterator[str]:
    if before == after:
        return
    if _is_rows(before) and _is_rows(after):
        yield from _changed_rows(before or [], after or [], path)
    elif isinstance(before, Mapping | None) and isinstance(after, Mapping | None) and not _is_object(before or after):
        for name in {**(before or {}), **(after or {})}:
            if name != ROW_ID:
                inner = f"{path}.{name}".lstrip(".")
                yield from _changed((before or {}).get(name), (after or {}).get(name), inner)
    else:
        yield path


def _changed_rows(before: list[Any], after: list[Any], path: str) -> Iterator[str]:
    old, new = ({row[ROW_ID]: row for row in rows} for rows in (before, after))
    found = [inner for identifier in {**old, **new} for inner in _changed(old.get(identifier), new.get(identifier), path)]
    yield from found or [path]


def _is_rows(stored: Any) -> bool:
    return stored is None or (isinstance(stored, list) and all(isinstance(r, Mapping) and ROW_ID in r for r in stored))


def _is_object(stored: Any) -> bool:
    """An answer that is an object itself (GeoJSON), as a group never is: its names hold texts or lists of numbers."""
    return isinstance(stored, Mapping) and "type" in stored and "coordinates" in stored
