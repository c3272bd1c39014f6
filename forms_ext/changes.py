"""What changed between two states of a form's answers, field by field, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

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
    now = {spec.name: spec for spec in fields if not spec.is_content}
    was = now if fields_before is None else {spec.name: spec for spec in fields_before if not spec.is_content}
    found = []
    for name, spec in {**was, **now}.items():
        old, new = before.get(name), after.get(name)
        if (_is_empty(old) and _is_empty(new)) or old == new:
            continue
        old_words = _words(was.get(name, spec), old, files or {})
        new_words = _words(now.get(name, spec), new, files or {})
        found.append(Change(name, spec.label, spec.type, old_words, new_words))
    order = {name: index for index, name in enumerate(now)}
    return sorted(found, key=lambda change: order.get(change.path, len(order)))


def changed_files(before: Answers, after: Answers, fields: Iterable[Spec]) -> set[str]:
    """The ids of the attachments that `changes` would name."""
    pairs = [(before.get(spec.name), after.get(spec.name)) for spec in fields if not spec.is_content and spec.is_file]
    return {str(one) for old, new in pairs if old != new for one in (old, new) if not _is_empty(one)}


def _is_empty(value: Any) -> bool:
    return value in (None, "", [], {})


def _words(spec: Spec, value: Any, files: Mapping[str, str]) -> str:
    if _is_empty(value):
        return ""
    return files.get(str(value), str(value)) if spec.is_file else field_type(spec.type).display(value, spec)
