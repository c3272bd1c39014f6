"""The one validator of answers, whichever way they came: a screen, JSON of other software, an import.

Leaves are cleaned by the Django fields of their types, all is settled once, then need, files and the number of rows are
asked. Errors stand at answer paths, and are equal for equal answers from all sides.
"""

import uuid
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from forms_ext.answers.binding import Bound
from forms_ext.answers.paths import ROW_ID, Path, copied, field_path, get, places, prune, put
from forms_ext.answers.settling import Settled, settle
from forms_ext.answers.tree import Node, Plan
from forms_ext.answers.values import Value, holds_anything, is_empty

__all__ = ["MISSING", "PENDING", "Outcome", "validate"]

# Codes of errors that say only that something is not there yet: unfinished work is free of them.
MISSING = frozenset({"required", "rows_min"})

# Stands for the attachment that an upload will be, until it is stored.
PENDING = "pending"
LONGEST_TYPED = 10_000
# From attachment ids to the paths of the fields that they were uploaded for; those that one may not use are left out.
Files = Callable[[Collection[str]], Mapping[str, str]]


@dataclass
class Outcome:
    """`answers` are what may be stored of it: those that are refused are not in it.

    `typed` are the raw values of refused leaves, `uploads` checked files that are not stored yet (their answers are
    `PENDING`).
    """

    answers: dict[str, Any]
    errors: dict[Path, ValidationError] = field(default_factory=dict)
    typed: dict[Path, Any] = field(default_factory=dict)
    uploads: dict[Path, tuple[Node, UploadedFile]] = field(default_factory=dict)
    settled: Settled | None = None


def validate(
    plan: Plan,
    bound: Bound,
    *,
    before: Mapping[str, Any] | None = None,
    draft: Mapping[str, Any] | None = None,
    only: Iterable[str] | None = None,
    files: Files | None = None,
    complete: bool = True,
    facts: Mapping[str, Value] | None = None,
) -> Outcome:
    """Validate what was bound.

    `before` are the answers that stand (of a record): read-only fields and the ids of rows are taken from them. A step
    of a form is checked for itself (`only` these names of the top), with the `draft` as the answers of all others,
    which are settled with it. Unfinished work (`complete=False`) may lack what is needed. `files` says, in one query,
    which of the named attachments may be used; without it none may.
    """
    names = None if only is None else set(only)
    others = {name: copied(value) for name, value in (draft or {}).items() if name not in (names or ())}
    validation = _Validation(plan, Outcome({**others, **bound.answers}, dict(bound.errors)))
    validation.name_rows([before or {}, draft or {}])
    validation.clean(bound)
    validation.check_files(files)
    validation.settle(before, {"today": timezone.localdate(), **(facts or {})})
    validation.count_rows(complete)
    if complete:
        validation.ask_need()
    outcome = validation.outcome
    if names is not None:
        asked = {path: error for path, error in outcome.errors.items() if path[0] in names or path in bound.errors}
        outcome.errors = asked
    prune(plan.nodes, outcome.answers)
    return outcome


class _Validation:
    def __init__(self, plan: Plan, outcome: Outcome) -> None:
        self.plan, self.outcome, self.fields = plan, outcome, plan.fields()
        self.named: dict[Path, tuple[Node, str]] = {}

    def name_rows(self, known: list[Mapping[str, Any]]) -> None:
        """Give a new id to every row whose id the server did not give, or gave to another row."""
        if not self.plan.repeating:
            return
        ids = {row[ROW_ID] for one in known for row in self._rows(dict(one)) if ROW_ID in row}
        for row in self._rows(self.outcome.answers):
            if row.get(ROW_ID) not in ids:
                row[ROW_ID] = uuid.uuid4().hex[:8]
            ids.discard(row[ROW_ID])

    def _rows(self, answers: dict[str, Any]) -> list[dict[str, Any]]:
        return [row for node in self.plan.repeating for p in places(node, answers) for row in p.at.get(node.name) or ()]

    def clean(self, bound: Bound) -> None:
        for path, (node, raw) in bound.leaves.items():
            try:
                value = self.fields[node.path].clean(raw)
            except ValidationError as error:
                self.outcome.errors[path] = error
                if not isinstance(raw, UploadedFile):
                    self.outcome.typed[path] = _as_typed(raw)
                continue
            if isinstance(value, UploadedFile):
                self.outcome.uploads[path] = (node, value)
                put(self.outcome.answers, path, PENDING)
            elif not is_empty(stored := node.type.to_json(value)):
                put(self.outcome.answers, path, stored)
                if node.spec.is_file:
                    self.named[path] = (node, stored)

    def check_files(self, files: Files | None) -> None:
        """Refuse attachments that the person may not use, and those that were uploaded for another field."""
        if not self.named:
            return
        usable = files({identifier for _node, identifier in self.named.values()}) if files is not None else {}
        for path, (node, identifier) in self.named.items():
            if usable.get(identifier) != node.path:
                put(self.outcome.answers, path, None)
                text = _("This file is not available; choose it again.")
                self.outcome.errors[path] = ValidationError(text, code="file")

    def settle(self, before: Mapping[str, Any] | None, facts: Mapping[str, Value]) -> None:
        settled = settle(self.plan, self.outcome.answers, before=before, facts=facts)
        outcome = self.outcome
        outcome.settled, outcome.answers = settled, settled.answers
        for found in (outcome.errors, outcome.typed, outcome.uploads):
            for path in [path for path in found if settled.is_closed(path)]:
                del found[path]
        outcome.errors = settled.errors | outcome.errors

    def count_rows(self, complete: bool) -> None:
        for node in self.plan.repeating:
            for place in places(node, self.outcome.answers):
                count = len(place.at.get(node.name, ()))
                if count > node.most_rows:
                    self._refuse(place.path, _most_rows(node.most_rows), "rows_max")
                elif complete and node.name in place.at and count < node.least_rows:
                    self._refuse(place.path, _least_rows(node.least_rows), "rows_min")

    def ask_need(self) -> None:
        required = self.outcome.settled.required if self.outcome.settled else set()
        for path in required - self.outcome.errors.keys():
            if not holds_anything(get(self.outcome.answers, path)):
                self.outcome.errors[path] = self._needed(path)

    def _needed(self, path: Path) -> ValidationError:
        node = self.plan.by_path[field_path(path)]
        text = self.fields[node.path].error_messages["required"] if node.is_leaf else _("Fill in this part.")
        return ValidationError(text, code="required")

    def _refuse(self, path: Path, text: Any, code: str) -> None:
        self.outcome.errors.setdefault(path, ValidationError(text, code=code))


def _as_typed(raw: Any) -> Any:
    """What was typed, as JSON and not without end."""
    if isinstance(raw, list | tuple):
        return [str(one)[:LONGEST_TYPED] for one in raw[:LONGEST_TYPED]]
    if isinstance(raw, Mapping):
        return {str(name)[:60]: str(one)[:LONGEST_TYPED] for name, one in raw.items()}
    return str(raw)[:LONGEST_TYPED]


def _most_rows(limit: int) -> Any:
    return ngettext_lazy("At most %(limit)s row is possible.", "At most %(limit)s rows are possible.", limit) % {
        "limit": limit
    }


def _least_rows(limit: int) -> Any:
    return ngettext_lazy("At least %(limit)s row is needed.", "At least %(limit)s rows are needed.", limit) % {
        "limit": limit
    }
