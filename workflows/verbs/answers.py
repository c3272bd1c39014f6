"""Checking answers against the versions of their forms, and writing them to the records of a case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from forms_ext import selectors as form_selectors
from forms_ext.answers.changes import changed_fields
from forms_ext.services import Context, save_record, validate_answers
from workflows.access.placed_forms import PlacedForm
from workflows.engine.case_forms import TASK, Answers, forms_of
from workflows.errors import AnswersInvalid
from workflows.models import CaseForm, Task

if TYPE_CHECKING:
    from accounts.models import User


def checked(form: PlacedForm, answers: Mapping[str, Any], user: User, *, complete: bool = True) -> Answers:
    """Answers to one placed form as its version admits them. Raises `AnswersInvalid` keyed by the form's slug.

    Unfinished work (`complete=False`) may lack what is needed. Where single fields are asked, the others keep what the
    record says, whatever is sent for them.
    """
    if form.only is not None:
        answers = {name: value for name, value in answers.items() if name in form.only}
    try:
        return validate_answers(
            version=form.version,
            answers=answers,
            user=user,
            record=form.record,
            only=form.only,
            draft=form.record.answers if form.only is not None and form.record is not None else None,
            complete=complete,
        )
    except ValidationError as error:
        raise AnswersInvalid({form.form_slug: messages_by_field(error)}) from error


def refuse_unmended(form: PlacedForm, answers: Answers) -> None:
    """Refuse each field that was sent back to be mended and was emptied or came as it was. Raises `AnswersInvalid`."""
    if form.only is None or form.record is None:
        return
    open_now = form_selectors.open_fields(form.version, answers)
    changed = changed_fields(form_selectors.fields(form.version), form.record.answers, answers)
    mended = {path.partition(".")[0] for path in changed}
    wrong: dict[str, list[str]] = {}
    for name in form.only:
        if name not in open_now:
            continue
        if name not in answers:
            wrong[name] = [_("You are asked for this; fill it in.")]
        elif name not in mended:
            wrong[name] = [_("You are asked to mend this; it has not been changed.")]
    if wrong:
        raise AnswersInvalid({form.form_slug: wrong})


def messages_by_field(error: ValidationError) -> dict[str, list[str]]:
    """A validation error's messages by answer path; those about the whole under `__all__`."""
    if hasattr(error, "error_dict"):
        return error.message_dict
    return {"__all__": error.messages}


def store(task: Task, form: PlacedForm, answers: Answers, user: User) -> list[str]:
    """Write checked answers to the form's record, a new one where it has none. Returns the paths of the fields that
    changed.
    """
    before = dict(form.record.answers) if form.record is not None else {}
    if form.record is not None and before == answers:
        return []
    changed = changed_fields(form_selectors.fields(form.version), before, answers)
    case, under = task.process, Context(TASK, task.pk)
    record = save_record(version=form.version, answers=answers, user=user, record=form.record, under=under)
    if form.record is None:
        row = CaseForm.objects.create(case=case, form_id=form.form_id, record=record, is_request=False)
        row.form = form.version.form
        forms_of(case).rows.append(row)
    else:
        kept = forms_of(case).of_form(form.form_id)
        if kept is not None:
            kept.record = record
    return changed
