"""What changed between two states of a form's answers, field by field, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from forms_ext.answers.changes import Cell, cells
from forms_ext.answers.paths import dotted
from forms_ext.answers.values import is_empty
from forms_ext.fields import Spec, field_type

if TYPE_CHECKING:
    from accounts.models import User

__all__ = ["Change", "RecordChange", "changed_files", "changes"]

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """One answer before and after, in words; an empty one is an empty text. `kind` is the field's type."""

    path: str
    label: str
    kind: str
    old: str
    new: str


@dataclass(frozen=True)
class RecordChange:
    """One change of a record: who, when, in the course of what (`context`), and each answer that differs."""

    record_id: int
    form_title: str
    at: datetime
    author: "User | None"
    context: tuple[str, int | None]
    rows: list[Change]


def changes(
    before: Answers,
    after: Answers,
    fields: Iterable[Spec],
    *,
    fields_before: Iterable[Spec] | None = None,
    files: Mapping[str, str] | None = None,
) -> list[Change]:
    """The answers that differ, in the order of the form; those of fields that it lost since, at the end.

    `fields` are those that `after` was given to; `fields_before` those of `before`, where the form's version changed
    between. Stored values are compared, not words: an option that is called otherwise now is no change. `files` names
    attachments by id; one that is not in it is shown by its id. Pure: no query.
    """
    fields = tuple(fields)
    was = cells(fields if fields_before is None else fields_before, before)
    now = cells(fields, after)
    # Of a field that stands in both, the words of its newer version; those that are lost come last.
    every = {**now, **{key: cell for key, cell in was.items() if key not in now}}
    found = []
    for key, cell in every.items():
        old, new = was.get(key), now.get(key)
        if _stored(old) != _stored(new):
            words = _words(old, files or {}), _words(new, files or {})
            found.append(Change(dotted(cell.path), cell.label, cell.spec.type, *words))
    return found


def changed_files(before: Answers, after: Answers, fields: Iterable[Spec]) -> set[str]:
    """The ids of the attachments that `changes` would name."""
    fields = tuple(fields)
    was, now = cells(fields, before), cells(fields, after)
    files = [key for key, cell in {**was, **now}.items() if cell.spec.is_file]
    pairs = [(_stored(was.get(key)), _stored(now.get(key))) for key in files]
    return {str(one) for old, new in pairs if old != new for one in (old, new) if one is not None}


def _stored(cell: Cell | None) -> Any:
    return None if cell is None or is_empty(cell.stored) else cell.stored


def _words(cell: Cell | None, files: Mapping[str, str]) -> str:
    stored = _stored(cell)
    if cell is None or stored is None:
        return ""
    if cell.spec.is_file:
        return files.get(str(stored), str(stored))
    return field_type(cell.spec.type).display(stored, cell.spec)
