"""The facts that routes ask of: answers of the case's forms, decisions by step, and the case itself.

`<form slug>.<field path>`, `decision.<step>` (and what other kinds of step leave, `<fact>.<step>`),
`case.service|audience|kind|late|submitted_on`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils import timezone

from workflows.engine.case_forms import forms_of
from workflows.models import Case

CASE_FACTS = ("service", "audience", "kind", "late", "submitted_on")


class CaseFacts(Mapping[str, Any]):
    """Facts of one case, read when first asked for: a route that asks of decisions only does not read the forms.

    An answer inside rows is no fact, since there are many of it; the rows themselves are one.
    """

    def __init__(self, case: Case) -> None:
        self._case = case
        self._answers: dict[str, Any] | None = None

    def __getitem__(self, name: str) -> Any:
        if name in self._case.facts:
            return self._case.facts[name]
        if name.startswith("case."):
            return self._of_case(name.removeprefix("case."))
        return _answer(self._all_answers(), name)

    def __iter__(self) -> Iterator[str]:
        yield from self._case.facts
        yield from (f"case.{name}" for name in CASE_FACTS)
        for slug, answers in self._all_answers().items():
            yield from (f"{slug}.{path}" for path in _paths(answers))

    def __len__(self) -> int:
        return sum(1 for _name in self)

    def _of_case(self, name: str) -> Any:
        case = self._case
        if name == "service":
            return case.service.code
        if name == "audience":
            return case.service.audiences
        if name == "kind":
            return case.kind
        if name == "late":
            return case.is_late
        if name == "submitted_on":
            return timezone.localdate(case.created).isoformat()
        raise KeyError(name)

    def _all_answers(self) -> dict[str, Any]:
        if self._answers is None:
            self._answers = {row.form.slug: row.record.answers for row in forms_of(self._case).rows}
        return self._answers


def _answer(answers: Mapping[str, Any], name: str) -> Any:
    """The answer at a form's slug and a field path; `KeyError` where nothing stands."""
    at: Any = answers
    for part in name.split("."):
        if not isinstance(at, Mapping):
            raise KeyError(name)
        at = at[part]
    return at


def _paths(answers: Mapping[str, Any]) -> Iterator[str]:
    """The paths of what stands in the answers, groups with what is in them."""
    for name, stored in answers.items():
        yield name
        if isinstance(stored, Mapping):
            yield from (f"{name}.{path}" for path in _paths(stored))
