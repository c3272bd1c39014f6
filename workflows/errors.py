"""What a verb may refuse with. Screens turn each into a sentence beside what caused it; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from accounts.models import User


class NotAllowed(PermissionDenied):
    """The person may not do this, or not with this object."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or _("You are not allowed to do this."))


class CaseError(Exception):
    """Base of the refusals that are nobody's fault: the state of the case does not admit the verb."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class AlreadyClaimed(CaseError):
    """Another holder of the post has the task; `owner` is who."""

    def __init__(self, owner: User) -> None:
        super().__init__(_("%(person)s has already claimed this task.") % {"person": owner})
        self.owner = owner


class StalePage(CaseError):
    """The task has changed since the page was opened: `by` and `at` say who changed it and when, where known."""

    def __init__(self, current_revision: int, *, by: User | None = None, at: datetime | None = None) -> None:
        super().__init__(_("This task has changed since you opened the page. Check it and decide again."))
        self.current_revision = current_revision
        self.by = by
        self.at = at


class StaleDraft(CaseError):
    """The draft was saved by another page, sent or discarded, since this page was made from it."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This request was changed in another window or on another device. What you typed is still below and was"
                " not saved: check it, and send again to keep it."
            )
        )


class TaskClosed(CaseError):
    """The task is finished, or was cancelled because the case went on without it; there is nothing left to do in it."""

    def __init__(self, *, is_cancelled: bool = False) -> None:
        gone_on = _("This task is not needed any more: the case has gone on without it.")
        super().__init__(gone_on if is_cancelled else _("This task is already finished."))


class NotPublished(CaseError):
    """The service takes no requests: unpublished, or without a published form or process."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or _("This service does not take requests at the moment."))


class AnswersInvalid(ValidationError):
    """Answers of one or several forms are refused.

    `by_form` maps form slug to field name to messages; messages about the form as a whole stand under `__all__`.
    """

    def __init__(self, by_form: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        self.by_form = {
            slug: {name: [str(text) for text in texts] for name, texts in fields.items()}
            for slug, fields in by_form.items()
        }
        super().__init__(
            {
                f"{slug}.{name}": texts
                for slug, fields in self.by_form.items()
                for name, texts in fields.items()
                if texts
            }
        )


class NothingChanged(ValidationError):
    """An answer to what was returned for correction that corrects nothing and says nothing."""

    def __init__(self) -> None:
        super().__init__(
            _("Nothing has been changed. Correct what is asked for, or explain in the note why it should stay."),
            code="unchanged",
        )


class CannotAsk(ValidationError):
    """Fields were ticked that the decision cannot send back to the applicant."""

    field = "asked"

    def __init__(self) -> None:
        super().__init__(
            _("These fields cannot be asked for with this decision. Untick them, or return the request."),
            code="invalid_choice",
        )


class NoteRequired(ValidationError):
    """The decision or the referral needs a note (`field` names the input)."""

    field = "note"

    def __init__(self) -> None:
        super().__init__(_("Write a note: it is required here."), code="required")


class UnknownDecision(ValidationError):
    """The step offers no such decision."""

    field = "decision"

    def __init__(self) -> None:
        super().__init__(_("This step offers no such decision."), code="invalid_choice")


class UnknownTarget(ValidationError):
    """The task cannot be referred there."""

    field = "target"

    def __init__(self, message: str = "") -> None:
        super().__init__(message or _("The task cannot be referred there."), code="invalid_choice")
