"""The forms of a case: which records it has, which a step places, and who may read or write which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from workflows.cases import specs
from workflows.errors import AnswersInvalid
from workflows.models import Case, CaseForm, Task

if TYPE_CHECKING:
    from accounts.models import User
    from forms_ext.models import FormRecord, FormVersion

READ, WRITE = "read", "write"

Answers = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PlacedForm:
    """One form of a case as one person meets it.

    `record` is null until the form is first filled. `answers` is what to fill the form with: the task's unfinished work
    where there is any (`is_unfinished`), else the record's.
    """

    form_id: int
    form_slug: str
    title: str
    version: FormVersion
    record: FormRecord | None
    access: str
    is_request: bool = False
    answers: Answers = field(default_factory=dict)
    is_unfinished: bool = False

    @property
    def is_writable(self) -> bool:
        return self.access == WRITE


@dataclass
class FormsOfCase:
    """A case's form rows with their records, read once a verb."""

    rows: list[CaseForm]

    @classmethod
    def read(cls, case: Case) -> FormsOfCase:
        return cls(list(_rows(case)))

    @property
    def request(self) -> CaseForm | None:
        return next((row for row in self.rows if row.is_request), None)

    def of_form(self, form_id: int) -> CaseForm | None:
        return next((row for row in self.rows if row.form_id == form_id), None)


def _rows(case: Case):
    return (
        CaseForm.objects.filter(case=case)
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


def placed_forms(task: Task) -> list[PlacedForm]:
    """The forms that the task's step places, in the step's order, each with its access and what it is filled with."""
    from forms_ext import selectors as form_selectors

    forms = forms_of(task.process)
    unfinished = task.data.get("answers", {})
    placed: list[PlacedForm] = []
    for place in specs.node_of(task).get("forms", []):
        form_id, version_id = place.get("form"), place.get("version")
        row = forms.request if form_id is None else forms.of_form(form_id)
        if row is None and version_id is None:
            continue
        version = form_selectors.version(row.record.version_id if row is not None else version_id)
        slug = row.form.slug if row is not None else version.form.slug
        placed.append(
            PlacedForm(
                form_id=version.form_id,
                form_slug=slug,
                title=version.title,
                version=version,
                record=row.record if row is not None else None,
                access=place.get("access", READ),
                is_request=row is not None and row.is_request,
                answers=unfinished.get(slug) or (dict(row.record.answers) if row is not None else {}),
                is_unfinished=slug in unfinished,
            )
        )
    return placed


def task_forms(task: Task, user: User) -> list[PlacedForm]:
    """What `user` works on in the task: its placed forms, all of them read only for those who may not act on it."""
    from workflows.cases.authority import may_act

    placed = placed_forms(task)
    mine = task.post_id is None and task.owner_id == user.pk and task.is_open
    if mine or may_act(task, user):
        return placed
    return [_read_only(form) for form in placed]


def _read_only(form: PlacedForm) -> PlacedForm:
    answers = dict(form.record.answers) if form.record is not None else {}
    return PlacedForm(
        form_id=form.form_id,
        form_slug=form.form_slug,
        title=form.title,
        version=form.version,
        record=form.record,
        access=READ,
        is_request=form.is_request,
        answers=answers,
    )


def case_forms(case: Case, user: User) -> list[PlacedForm]:
    """The filled forms of the case that `user` may read, the request form first.

    The applicant reads the request and what an applicant's task asked; staff what the steps at their posts (and at
    posts below them) place; managers and administrators all.
    """
    from forms_ext import selectors as form_selectors

    readable = readable_forms(case, user)
    found = []
    for row in forms_of(case).rows:
        if readable is not None and row.form_id not in readable:
            continue
        version = form_selectors.version(row.record.version_id)
        found.append(
            PlacedForm(
                form_id=row.form_id,
                form_slug=row.form.slug,
                title=version.title,
                version=version,
                record=row.record,
                access=READ,
                is_request=row.is_request,
                answers=dict(row.record.answers),
            )
        )
    return found


def readable_forms(case: Case, user: User) -> set[int] | None:
    """Ids of the forms of the case that the person may read; `None` means every one."""
    from workflows.cases import scope

    if scope.sees_everything(user):
        return None
    spec = specs.spec_of_case(case)
    readable: set[int] = set()
    if case.applicant_id == user.pk:
        readable |= _placed_ids(case, [node for node in spec.nodes if node["type"] == "applicant_task"])
        readable |= _request_id(case)
    steps = Task.objects.filter(
        Q(post__in=scope.posts_in_sight(user)) | Q(owner=user, post__isnull=False), process=case
    )
    nodes = [spec.node(step) for step in steps.values_list("step", flat=True)]
    return readable | _placed_ids(case, nodes)


def _placed_ids(case: Case, nodes: list[specs.Node]) -> set[int]:
    places = [place for node in nodes for place in node.get("forms", [])]
    ids = {place["form"] for place in places if place.get("form") is not None}
    if any(place.get("form") is None for place in places):
        ids |= _request_id(case)
    return ids


def _request_id(case: Case) -> set[int]:
    request = forms_of(case).request
    return {request.form_id} if request is not None else set()


def checked(form: PlacedForm, answers: Mapping[str, Any], user: User) -> Answers:
    """Answers to one placed form as its version admits them. Raises `AnswersInvalid` keyed by the form's slug."""
    from forms_ext.services import validate_answers

    try:
        return validate_answers(version=form.version, answers=dict(answers), user=user, record=form.record)
    except ValidationError as error:
        raise AnswersInvalid({form.form_slug: messages_by_field(error)}) from error


def messages_by_field(error: ValidationError) -> dict[str, list[str]]:
    """A validation error's messages by field name; those about the whole under `__all__`."""
    if hasattr(error, "error_dict"):
        return error.message_dict
    return {"__all__": error.messages}


def store(case: Case, form: PlacedForm, answers: Answers, user: User) -> list[str]:
    """Write checked answers to the form's record, a new one where it has none. Returns the names of the fields that
    changed.
    """
    from forms_ext.services import save_record

    before = dict(form.record.answers) if form.record is not None else {}
    changed = [name for name in {**before, **answers} if before.get(name) != answers.get(name)]
    if form.record is not None and not changed:
        return []
    record = save_record(version=form.version, answers=answers, user=user, record=form.record)
    if form.record is None:
        row = CaseForm.objects.create(case=case, form_id=form.form_id, record=record, is_request=False)
        row.form = form.version.form
        forms_of(case).rows.append(row)
    else:
        kept = forms_of(case).of_form(form.form_id)
        if kept is not None:
            kept.record = record
    return sorted(changed)
