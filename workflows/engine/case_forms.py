"""The form rows of a case with their records, read once a verb."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import BigIntegerField

from statements import ModelStatement, Slot, compiled_models
from workflows.models import Case, CaseForm

Answers = dict[str, Any]
# What a change of a case's record is made in the course of, as its revision names it: a task, by id.
TASK = "task"


@dataclass
class FormsOfCase:
    """A case's form rows with their records, read once a verb."""

    rows: list[CaseForm]

    @classmethod
    def read(cls, case: Case) -> FormsOfCase:
        return cls(_rows().objects(case=case.pk))

    @property
    def request(self) -> CaseForm | None:
        return next((row for row in self.rows if row.is_request), None)

    def of_form(self, form_id: int) -> CaseForm | None:
        return next((row for row in self.rows if row.form_id == form_id), None)


@cache
def _rows() -> ModelStatement[CaseForm]:
    return compiled_models(
        CaseForm.objects.filter(case=Slot("case", BigIntegerField()))
        .select_related("form", "record")
        .only("case_id", "is_request", "form__slug", "form__title", "record")
        .order_by("-is_request", "id")
    )


def forms_of(case: Case) -> FormsOfCase:
    """The case's forms; inside a verb read once."""
    if case.ledger is None:
        return FormsOfCase.read(case)
    if case.ledger.forms is None:
        case.ledger.forms = FormsOfCase.read(case)
    return case.ledger.forms
