"""Answers that go on to another version of their form."""

from collections.abc import Iterable, Mapping
from typing import Any

from forms_ext.answers.kinds import STRUCTURES
from forms_ext.answers.paths import ROW_ID
from forms_ext.fields.registry import Spec

__all__ = ["carried"]


def carried(before: Iterable[Spec], now: Iterable[Spec], answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers to fields that are still asked, and are of the type that they were; rows keep their ids."""
    was = {spec.name: spec for spec in before if not spec.is_content}
    kept = {}
    for spec in now:
        old = was.get(spec.name)
        if not spec.is_content and old is not None and old.type == spec.type and spec.name in answers:
            kept[spec.name] = _within(old, spec, answers[spec.name])
    return kept


def _within(old: Spec, new: Spec, stored: Any) -> Any:
    if new.type not in STRUCTURES:
        return stored
    if isinstance(stored, list):
        return [{ROW_ID: row.get(ROW_ID, ""), **carried(old.fields, new.fields, row)} for row in stored]
    return carried(old.fields, new.fields, stored)
