"""The page of one task, as one person meets it: what it shows, and what the person typed into it.

One object serves the first look, the refusal and the collision with another change: it holds the forms, bound to
what was posted where something was, so that no refusal loses anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.http import QueryDict

from forms_ext.answers.validation import MISSING
from forms_ext.services import VersionForm, build_form, clean_answers, store_uploads
from listing.numbers import posted_revision
from workflows import events, selectors
from workflows.access.placed_forms import placed_forms
from workflows.desk.case_screen import ShownForm, diagram, documents_of, open_tasks, shown
from workflows.desk.task_forms import DecisionForm, ReferralForm, wants_referral
from workflows.errors import AnswersInvalid, StalePage
from workflows.models import Task

if TYPE_CHECKING:
    from django.http import HttpRequest

    from accounts.models import User
    from forms_ext.selectors import RecordChange

Answers = dict[str, Any]


@dataclass
class WorkedForm:
    """A form of the step: rows to read, or a Django form to fill."""

    placed: selectors.PlacedForm
    shown: ShownForm
    form: VersionForm | None = None
    changes: list[RecordChange] = field(default_factory=list)


@dataclass(frozen=True)
class Complaint:
    """A refused field: the id of its input on the page, its label, and why."""

    target: str
    label: str
    text: str


@dataclass
class Notice:
    """What stood in the way of a POST: a title, sentences, the refused fields, and what others did meanwhile."""

    title: str
    text: str = ""
    changes: list[selectors.TimelineEntry] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)


class TaskScreen:
    """Build it with the request for a POST, without for a look. `typed` says whether anything was posted."""

    def __init__(self, task: Task, user: User, request: HttpRequest | None = None) -> None:
        self.task, self.user, self.request = task, user, request
        self.typed = request is not None
        self.revision = task.revision
        self.notice: Notice | None = None
        self._read()

    def _read(self) -> None:
        """Read all that depends on the state of the task."""
        self.may_act = selectors.may_act(self.task, self.user)
        self.is_mine = self.task.is_open and self.task.owner_id == self.user.pk
        self.works = self.may_act and (self.is_mine or self.typed)
        placed = (
            placed_forms(self.task) if self.typed else selectors.task_forms(self.task, self.user, acting=self.may_act)
        )
        data = self.data
        self.forms = [self._worked(form, f"f{number}") for number, form in enumerate(placed, 1)]
        self.decision = DecisionForm(
            data,
            decisions=selectors.decisions_of(self.task),
            askable=selectors.askable_of(self.task) if self.works else (),
        )
        self.referral = ReferralForm(
            data if data is not None and wants_referral(data) else None,
            targets=selectors.referral_targets(self.task, self.user)
            if self.works
            else selectors.ReferralTargets([], []),
        )

    @property
    def data(self) -> QueryDict | None:
        return self.request.POST if self.request is not None else None

    def _worked(self, placed: selectors.PlacedForm, prefix: str) -> WorkedForm:
        """`prefix` is the form's place on the page: slugs and field paths joined could make one name of two."""
        worked = WorkedForm(placed, shown(placed))
        if not placed.is_writable:
            return worked
        if self.request is not None:
            worked.form = build_form(
                placed.version,
                data=self.request.POST,
                files=self.request.FILES,
                initial=placed.answers,
                prefix=prefix,
                user=self.user,
            )
        elif self.works:
            worked.form = build_form(placed.version, initial=placed.answers, prefix=prefix, user=self.user)
        return worked

    # ------------------------------------------------------------------------------------------ what was posted
    @property
    def posted_revision(self) -> int:
        """The revision of the page that was sent; none that could be meant where it is missing."""
        return posted_revision(self.data.get("revision") if self.data is not None else None)

    @property
    def bound(self) -> dict[str, VersionForm]:
        """The forms that were posted, by slug."""
        return {
            worked.placed.form_slug: worked.form
            for worked in self.forms
            if worked.form is not None and worked.form.is_bound
        }

    def keep_uploads(self) -> None:
        """Store the uploaded files before anything can be refused, so that a refused page still has them."""
        for form in self.bound.values():
            store_uploads(form, user=self.user)

    def complete_answers(self) -> dict[str, Answers] | None:
        """The answers of every form, or `None` where one of them is refused."""
        # Each is asked, so that the person gets every complaint at once.
        if [form for form in self.bound.values() if not form.is_valid()]:
            return None
        return {slug: clean_answers(form) for slug, form in self.bound.items()}

    def unfinished_answers(self) -> dict[str, Answers] | None:
        """The answers as far as they are filled, or `None` where one is wrong. Emptiness is no fault here."""
        if [form for form in self.bound.values() if not _forgive_empty(form)]:
            return None
        return {slug: clean_answers(form) for slug, form in self.bound.items()}

    def bind_referral(self) -> None:
        """Read the referral as posted, also where nothing of it was typed: now it is asked for."""
        self.referral = ReferralForm(self.data, targets=self.referral.targets)

    def has_typed_answers(self) -> bool:
        return any(form.has_changed() for form in self.bound.values())

    # --------------------------------------------------------------------------------------------- refusals
    def refuse_answers(self, error: AnswersInvalid) -> None:
        """Put the verb's complaints beside the fields that they are about."""
        bound = self.bound
        for slug, fields in error.by_form.items():
            form = bound.get(slug)
            if form is None:
                continue
            for path, texts in fields.items():
                for text in texts:
                    form.refuse(path, text)

    def complaints(self) -> list[Complaint]:
        """What is wrong with the decision and the referral; the forms of the step have a summary of their own."""
        first = {"decision": "decision_0", "asked": "asked_error"}  # choices have ids of their own
        return [
            Complaint(first.get(bound.name, bound.auto_id), str(bound.label), str(text))
            for form in (self.decision, self.referral)
            if form.is_bound
            for bound in form
            for text in bound.errors
        ]

    def show_current(self, notice: Notice) -> None:
        """Show the task as it is now, under what was typed."""
        self.task = selectors.task_for(self.user, self.task.pk)
        self.revision = self.task.revision
        self.notice = notice
        kept = self.bound
        decision, referral = self.decision, self.referral
        self._read()
        self.decision.data, self.referral.data = decision.data, referral.data
        for worked in self.forms:
            worked.form = kept.get(worked.placed.form_slug, worked.form)

    def changes_since(self, error: StalePage) -> list[selectors.TimelineEntry]:
        """The events of this task that the person's page did not know of, oldest first."""
        missed = max(1, error.current_revision - self.posted_revision) if self.posted_revision >= 0 else 1
        growing = (
            events.TASK_CLAIMED,
            events.TASK_RELEASED,
            events.TASK_SAVED,
            events.TASK_DECIDED,
            events.TASK_REFERRED,
        )
        entries = selectors.timeline(self.task.process)
        mine = [e for e in entries if e.action in growing and e.task is not None and e.task.pk == self.task.pk]
        return mine[-missed:]

    # --------------------------------------------------------------------------------------------- the page
    def context(self) -> Mapping[str, Any]:
        task, case = self.task, self.task.process
        node = selectors.task_node(task)
        placed = [worked.placed for worked in self.forms]
        changes = selectors.form_changes(placed)
        for worked in self.forms:
            worked.changes = changes.get(worked.placed.record.pk, []) if worked.placed.record is not None else []
        timeline = selectors.with_changes(selectors.timeline(case), changes)
        return {
            "section": "worklist",
            "screen": self,
            "task": task,
            "case": case,
            "instructions": node.get("instructions", ""),
            "documents": documents_of(placed),
            "timeline": timeline,
            "diagram": diagram(case, timeline),
            "open_tasks": [other for other in open_tasks(case) if other.pk != task.pk],
            "has_files": any(worked.form is not None and worked.form.is_multipart() for worked in self.forms),
        }


def _forgive_empty(form: VersionForm) -> bool:
    """Drop complaints about empty required fields; whether others are left."""
    errors = form.errors.as_data()
    for name, found in errors.items():
        if all(error.code in MISSING for error in found):
            del form.errors[name]
    return not form.errors
