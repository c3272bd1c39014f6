"""One application being filled: the draft, the steps of its form, and what was typed into the current one.

What is on the server is the draft: valid answers as typed JSON, and the texts that were refused, so that another device
shows them as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from forms_ext import selectors as forms
from forms_ext import services as form_services
from forms_ext.answers.carrying import carried
from forms_ext.answers.changes import cells
from forms_ext.answers.paths import put
from forms_ext.answers.validation import MISSING
from forms_ext.services import VersionForm
from listing.numbers import whole_number
from workflows import selectors, services
from workflows.citizen.signing_in import CitizenRequest
from workflows.models import Draft
from workflows.reads.applications import SUPERSEDED_FORM_ACCEPTED

if TYPE_CHECKING:
    from accounts.models import User
    from cms.models import ServicePage
    from forms_ext.models import FormVersion

# Field types that ask what the account has under the same name.
KNOWN_OF_APPLICANT = frozenset({"national_id", "mobile", "email"})


class Filling:
    """A service's form on its way, for one person.

    A draft stays on the version it was begun on while that may still be submitted; `was_changed` says that it had to
    move to the current one.
    """

    def __init__(self, application: selectors.Application, applicant: User) -> None:
        self.service: ServicePage = application.service
        self.applicant = applicant
        self.draft: Draft | None = selectors.draft_for(applicant, self.service)
        self.version = application.form_version
        if self.draft is not None and _still_taken(self.draft, application):
            self.version = forms.version(self.draft.version_id)
        self.was_changed = self.draft is not None and self.draft.version_id != self.version.pk
        self.steps = forms.steps(self.version)
        self.answers: dict[str, Any] = dict(self.draft.answers) if self.draft else {}
        self.typed: dict[str, Any] = dict(self.draft.typed) if self.draft else {}
        if self.draft is not None and self.was_changed:
            self._move_to_new_version(self.draft.version)

    def _move_to_new_version(self, old: FormVersion) -> None:
        """Keep the answers to fields that are still asked, and go through the steps again."""
        self.answers = carried(forms.fields(old), forms.fields(self.version), self.answers)
        self.typed = {}
        self.save(step=0, revision=self.revision)

    @property
    def revision(self) -> int:
        """The revision of the draft as this page knows it; 0 where there is none."""
        return self.draft.revision if self.draft is not None else 0

    @property
    def reached(self) -> int:
        """The furthest step that may be opened."""
        return min(self.draft.step if self.draft else 0, len(self.steps) - 1)

    def step_asked(self, request: CitizenRequest) -> int:
        """The step that the address or the page names; never beyond the furthest one reached."""
        text = request.POST.get("step") if request.method == "POST" else request.GET.get("step")
        asked = whole_number(text, most=999)
        number = None if asked is None else asked - 1
        if number is None:
            return self.reached if request.method == "GET" else 0
        return max(0, min(number, self.reached))

    def form(self, step: int, request: CitizenRequest | None = None) -> VersionForm:
        """The form of one step; bound to what was posted, where something was. It is settled with the other steps."""
        names = self.steps[step].names
        answers = {name: self.answers[name] for name in names if name in self.answers}
        typed = {path: text for path, text in self.typed.items() if _top(path) in names}
        if not (request or answers or typed):
            answers = self._from_account(step)
        return form_services.build_form(
            self.version,
            data=request.POST if request else None,
            files=request.FILES if request else None,
            initial=answers,
            only=names,
            draft=self.answers,
            typed=typed,
            user=self.applicant,
        )

    def _from_account(self, step: int) -> dict[str, Any]:
        """What the account knows already, for a step in which nothing was filled: offered, not yet an answer.

        Only the first field of a type in the form: a second one asks about somebody else.
        """
        known: dict[str, Any] = {}
        seen: set[str] = set()
        names = self.steps[step].names
        for spec in forms.fields(self.version):
            value = getattr(self.applicant, spec.type) if spec.type in KNOWN_OF_APPLICANT else None
            if value and spec.type not in seen and spec.name in names:
                known[spec.name] = value
            seen.add(spec.type)
        return known

    def take(
        self,
        step: int,
        form: VersionForm,
        *,
        reached: int | None = None,
        files: bool = True,
        revision: int | None = None,
        page: str = "",
    ) -> None:
        """Store the uploads and keep the step in the draft: what is valid as answers, what is not as it was typed.

        Without `files`, what the draft has of them stays: a page that saves itself while an upload is under way knows
        nothing of it. `revision` and `page` are those of the posted page. Raises `StaleDraft`.
        """
        form_services.store_uploads(form, user=self.applicant)
        answers = form_services.clean_answers(form)
        if not files:
            self._keep_files(answers)
        others = {path: text for path, text in self.typed.items() if _top(path) not in self.steps[step].names}
        self.answers, self.typed = answers, others | form_services.refused_texts(form)
        self.save(step=max(self.reached, reached if reached is not None else step), revision=revision, page=page)

    def _keep_files(self, answers: dict[str, Any]) -> None:
        before = cells(forms.fields(self.version), self.answers)
        for key, cell in cells(forms.fields(self.version), answers).items():
            if cell.spec.is_file:
                put(answers, cell.path, before[key].stored if key in before else None)

    def save(self, *, step: int, revision: int | None = None, page: str = "") -> None:
        self.draft = services.save_draft(
            applicant=self.applicant,
            service=self.service,
            version=self.version,
            answers=self.answers,
            typed=self.typed,
            step=step,
            revision=revision,
            page=page,
        )

    def first_incomplete(self) -> int | None:
        """The first step whose answers do not pass, or with a refused text; `None` when the form may be sent."""
        wrong = {_top(path) for path in self.typed}
        try:
            form_services.validate_answers(version=self.version, answers=self.answers, user=self.applicant)
        except ValidationError as error:
            wrong |= {_top(path) for path in error.message_dict}
        if not wrong:
            return None
        return next((i for i, step in enumerate(self.steps) if wrong & set(step.names)), 0)

    def sections(self) -> list[dict[str, Any]]:
        """The answers in words, step by step, for the review."""
        rows: dict[str, list[forms.DisplayRow]] = {}
        for row in forms.display_rows(self.version, self.answers):
            rows.setdefault(_top(row.name), []).append(row)
        return [
            {
                "number": index + 1,
                "title": step.title,
                "rows": [row for name in step.names for row in rows.get(name, [])],
            }
            for index, step in enumerate(self.steps)
        ]


def _top(path: str) -> str:
    """The field of the form that an answer path begins with."""
    return path.partition(".")[0]


def _still_taken(draft: Draft, application: selectors.Application) -> bool:
    """Whether the draft's version may be submitted: the current one, or one that was replaced only lately."""
    current = application.form_version
    if draft.version_id == current.pk:
        return True
    replaced_lately = current.created_at >= timezone.now() - SUPERSEDED_FORM_ACCEPTED
    return draft.version.form_id == current.form_id and replaced_lately


def only_empty(form: VersionForm) -> bool:
    """Whether nothing is wrong with the form but what is not filled yet: good enough to go back or to go on later."""
    return all(error.code in MISSING for errors in form.errors.as_data().values() for error in errors)
