"""The applicant's part: answering what a step asked of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from workflows import events
from workflows.access.authority import lock_rows, refuse_stale
from workflows.engine.ledger import Ledger
from workflows.errors import NotAllowed, NothingChanged, TaskClosed
from workflows.models import Task
from workflows.verbs.decisions import AnswersByForm, advance, write_forms

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def answer_applicant_task(
    *, task: Task, applicant: User, answers: AnswersByForm, revision: int, note: str = ""
) -> Task:
    """Answer a task that was returned to the applicant; the case runs on to where it waits next.

    Only the applicant answers. `answers` maps form slug to typed JSON answers of the forms that the step places for
    writing (the request form among them, where it is to be corrected); a form left out keeps its record, but has to
    have one if it asks for anything. Forms that come back as they were are taken only with a note. The returned
    task's `process` is the case as it then stands. Raises `NotAllowed`, `TaskClosed`, `StalePage`, `AnswersInvalid`,
    `NothingChanged`.
    """
    task = lock_rows(task)
    case = task.process
    if task.post_id is not None or task.owner_id != applicant.pk or case.applicant_id != applicant.pk:
        raise NotAllowed
    if not applicant.is_active:
        raise NotAllowed
    if not task.is_open:
        raise TaskClosed(is_cancelled=task.is_cancelled)
    refuse_stale(task, revision)
    ledger = Ledger.open(case, actor=applicant)
    changes = write_forms(task, applicant, answers)
    task.note = note.strip()
    if answers and not changes and not task.note:
        raise NothingChanged
    details: dict[str, Any] = {"note": task.note} if task.note else {}
    if changes:
        details["changed"] = changes
    ledger.event(events.TASK_ANSWERED, task=task, **details)
    advance(task)
    ledger.write()
    return task
