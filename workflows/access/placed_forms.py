"""The forms that a step places, and who may read or write which form of a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.db.models import Q

from forms_ext import selectors as form_selectors
from workflows.access import scope
from workflows.access.authority import may_act
from workflows.engine import specs
from workflows.engine.case_forms import Answers, forms_of
from workflows.models import Case, Task
from workflows.sla import Holder
from workflows.steps.registry import Node, kind_of

if TYPE_CHECKING:
    from accounts.models import User
    from forms_ext.models import FormRecord, FormVersion

READ, WRITE = "read", "write"


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
    # What alone is asked of a form that is open for writing; None where all of it is.
    only: tuple[str, ...] | None = None

    @property
    def is_writable(self) -> bool:
        return self.access == WRITE


def placed_forms(task: Task) -> list[PlacedForm]:
    """The forms that the task's step places, in the step's order, each with its access and what it is filled with."""
    return _as_asked(forms_at(task.process, specs.node_of(task), task.data.get("answers", {})), task.asked)


def _as_asked(placed: list[PlacedForm], asked: Mapping[str, list[str]]) -> list[PlacedForm]:
    """Where single fields are asked, what was filled before can be changed in those alone."""
    if not asked:
        return placed
    return [
        replace(form, only=tuple(asked[form.form_slug]))
        if form.form_slug in asked
        else _read_only(form)
        if form.record is not None
        else form
        for form in placed
    ]


def forms_at(case: Case, node: Node, unfinished: Mapping[str, Answers]) -> list[PlacedForm]:
    """The forms that a step places for this case, with the unfinished work that there is on them."""
    forms = forms_of(case)
    placed: list[PlacedForm] = []
    for place in kind_of(node).forms(node):
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
                # A form that was emptied is unfinished work, too: no falling back to what its record says.
                answers=unfinished[slug] if slug in unfinished else dict(row.record.answers) if row is not None else {},
                is_unfinished=slug in unfinished,
            )
        )
    return placed


def task_forms(task: Task, user: User, *, acting: bool | None = None) -> list[PlacedForm]:
    """What `user` works on in the task: its placed forms, all of them read only for those who may not act on it.

    `acting` is the answer of `may_act`, where the caller has asked already.
    """
    placed = placed_forms(task)
    mine = task.post_id is None and task.owner_id == user.pk and task.is_open
    if mine or (may_act(task, user) if acting is None else acting):
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
    if scope.sees_everything(user):
        return None
    nodes: list[Node] = []
    readable: set[int] = set()
    if case.applicant_id == user.pk:
        nodes = [node for node in specs.spec_of_case(case).nodes if kind_of(node).waits_for is Holder.APPLICANT]
        readable |= _request_id(case)
    steps = Task.objects.filter(Q(post__in=scope.posts_in_sight(user)) | Q(owner=user), process=case)
    nodes += [specs.spec_of(version).node(step) for version, step in steps.values_list("process_version_id", "step")]
    return readable | _placed_ids(case, nodes)


def _placed_ids(case: Case, nodes: list[Node]) -> set[int]:
    places = [place for node in nodes for place in kind_of(node).forms(node)]
    ids = {place["form"] for place in places if place.get("form") is not None}
    if any(place.get("form") is None for place in places):
        ids |= _request_id(case)
    return ids


def _request_id(case: Case) -> set[int]:
    request = forms_of(case).request
    return {request.form_id} if request is not None else set()
