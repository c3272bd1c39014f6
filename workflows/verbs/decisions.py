"""Working a task: filling the forms that its step places, and deciding."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from viewflow.workflow.status import STATUS

from workflows import events
from workflows.access.authority import LockedTask, lock_task, refuse_other_owner, refuse_stale
from workflows.access.placed_forms import PlacedForm, placed_forms
from workflows.engine.case_forms import Answers
from workflows.engine.specs import fact_of
from workflows.errors import AnswersInvalid, CannotAsk, NotAllowed, NoteRequired, UnknownDecision
from workflows.models import Task
from workflows.reads.decisions import Decision, askable, decisions_of
from workflows.verbs.answers import checked, refuse_unmended, store
from workflows.verbs.claiming import assign

if TYPE_CHECKING:
    from accounts.models import User

AnswersByForm = Mapping[str, Mapping[str, Any]]


@transaction.atomic
def save_task_forms(*, task: Task, user: User, answers: AnswersByForm, revision: int) -> Task:
    """Keep unfinished work on the task's writable forms, without deciding; claims an unclaimed task.

    `answers` maps form slug to typed JSON answers. They need not be complete: what is empty is not complained about,
    what is filled must be valid. The forms' records change only when the task is decided. Returns the task, its
    `revision` grown. Raises `NotAllowed`, `TaskClosed`, `AlreadyClaimed`, `StalePage`, `AnswersInvalid`.
    """
    locked = _work(task, user, revision)
    task = locked.task
    writable = _writable(placed_forms(task), answers)
    _refuse_invalid(writable, answers, user)
    kept, authors = dict(task.data.get("answers", {})), dict(task.data.get("authors", {}))
    for form in writable:
        kept[form.form_slug] = dict(answers[form.form_slug])
        authors[form.form_slug] = user.pk
    task.data = {**task.data, "answers": kept, "authors": authors}
    task.revision += 1
    task.save(update_fields=["status", "owner", "assigned", "data", "revision"])
    locked.ledger.event(events.TASK_SAVED, task=task, forms=[form.form_slug for form in writable])
    locked.ledger.write()
    return task


@transaction.atomic
def decide_task(
    *,
    task: Task,
    user: User,
    decision: str,
    note: str = "",
    answers: AnswersByForm | None = None,
    asked: Collection[str] = (),
    revision: int,
) -> Task:
    """Decide the task: write its forms, close it with the decision, and let the case run on to where it waits next.

    Only its owner decides; deciding an unclaimed task claims it. `revision` is that of the page the person saw.
    `answers` maps form slug to typed JSON answers of writable forms; a form left out keeps its unfinished work, else
    its record. Every writable form has to be valid. `asked` are the fields (`form.field`) that the applicant has to
    mend, where the decision returns the case; with any, the note is needed, too. The returned task's `process` is the
    case as it then stands. Raises `NotAllowed`, `TaskClosed`, `AlreadyClaimed`, `StalePage`, `UnknownDecision`,
    `NoteRequired`, `CannotAsk`, `AnswersInvalid`.
    """
    locked = _work(task, user, revision)
    task = locked.task
    chosen = _chosen(task, decision)
    if (chosen.needs_note or asked) and not note.strip():
        raise NoteRequired
    locked.ledger.asked = _asked(task, chosen, asked)
    changes = write_forms(task, user, answers or {})
    task.decision, task.decision_label, task.note = chosen.key, chosen.label, note.strip()
    locked.ledger.note = task.note
    task.watched = True
    task.data = {name: value for name, value in task.data.items() if name not in ("answers", "authors")}
    case = locked.case
    case.facts = {**case.facts, fact_of(task): chosen.key}
    locked.ledger.change("facts")
    told = {"note": task.note, "changed": changes, "asked": locked.ledger.asked}
    details: dict[str, Any] = {name: value for name, value in told.items() if value}
    locked.ledger.event(events.TASK_DECIDED, task=task, decision=chosen.key, decision_label=chosen.label, **details)
    advance(task)
    locked.ledger.write()
    return task


def _chosen(task: Task, key: str) -> Decision:
    """The task's decision of this key. Raises `UnknownDecision`."""
    found = next((option for option in decisions_of(task) if option.key == key), None)
    if found is None:
        raise UnknownDecision
    return found


def _asked(task: Task, decision: Decision, keys: Collection[str]) -> dict[str, list[str]]:
    """The fields to be mended by form, in the order of the forms. Raises `CannotAsk` for any other."""
    wanted = [field for field in askable(task, decision) if field.key in keys] if keys else []
    if len(wanted) != len(set(keys)):
        raise CannotAsk
    by_form: dict[str, list[str]] = {}
    for field in wanted:
        by_form.setdefault(field.form_slug, []).append(field.name)
    return by_form


def advance(task: Task) -> None:
    """Finish the task in the engine and run what follows it, inside the verb's transaction."""
    task.status = STATUS.STARTED.value
    activation = task.flow_task.activation_class(task)
    activation.complete()
    activation.activate_next()


def _work(task: Task, user: User, revision: int) -> LockedTask:
    locked = lock_task(task, user)
    refuse_other_owner(locked)
    refuse_stale(locked.task, revision)
    if locked.task.owner_id != user.pk:
        assign(locked)
    return locked


def _writable(placed: list[PlacedForm], answers: AnswersByForm) -> list[PlacedForm]:
    """The placed forms that answers are given for. Answers to a form that may not be written here are refused."""
    writable = {form.form_slug: form for form in placed if form.is_writable}
    if set(answers) - set(writable):
        raise NotAllowed
    return [form for slug, form in writable.items() if slug in answers]


def _refuse_invalid(forms: list[PlacedForm], answers: AnswersByForm, user: User) -> None:
    """Refuse unfinished work only for what is filled and wrong."""
    wrong: dict[str, Mapping[str, list[str]]] = {}
    for form in forms:
        try:
            checked(form, answers[form.form_slug], user, complete=False)
        except AnswersInvalid as error:
            wrong |= error.by_form
    if wrong:
        raise AnswersInvalid(wrong)


def write_forms(task: Task, user: User, answers: AnswersByForm) -> dict[str, list[str]]:
    """Validate and store the task's writable forms. Returns the changed fields by form slug.

    All are validated before any is written, so that the person gets every complaint at once.
    """
    placed = placed_forms(task)
    _writable(placed, answers)
    authors = task.data.get("authors", {})
    ready: list[tuple[PlacedForm, Answers, User]] = []
    wrong: dict[str, dict[str, list[str]]] = {}
    for form in (form for form in placed if form.is_writable):
        given = answers.get(form.form_slug)
        if given is None and not form.is_unfinished and form.record is not None and form.only is None:
            continue
        author = user if given is not None else _author(authors.get(form.form_slug), user)
        try:
            answered = checked(form, form.answers if given is None else given, author)
            refuse_unmended(form, answered)
            ready.append((form, answered, author))
        except AnswersInvalid as error:
            wrong.update(error.by_form)
    if wrong:
        raise AnswersInvalid(wrong)
    changed = {form.form_slug: store(task, form, given, author) for form, given, author in ready}
    return {slug: fields for slug, fields in changed.items() if fields}


def _author(pk: int | None, user: User) -> User:
    """Who left the unfinished work: its uploads are theirs until they are bound."""
    if pk is None or pk == user.pk:
        return user
    return type(user)._default_manager.filter(pk=pk).first() or user
