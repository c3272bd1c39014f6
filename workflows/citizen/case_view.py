"""What a citizen sees of a whole case: stages, answers, documents, messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from forms_ext import selectors as forms
from messaging.models import OutboxMessage
from messaging.selectors import messages_about
from workflows import selectors
from workflows.models import Case

if TYPE_CHECKING:
    from accounts.models import User

MESSAGES_SHOWN = 20
LATEST_SHOWN = 5


def messages_to(person: User) -> list[OutboxMessage]:
    """The latest messages that this person was sent about requests; codes to sign in are not among them."""
    about_requests = OutboxMessage.objects.filter(person=person, is_secret=False).exclude(reference="")
    return list(about_requests.order_by("-id")[:LATEST_SHOWN])


@dataclass
class CaseView:
    """The case with its filled forms in words and the messages that were sent about it, the newest first."""

    case: Case
    forms: list[dict[str, Any]] = field(default_factory=list)
    messages: list[Any] = field(default_factory=list)

    @classmethod
    def of(cls, case: Case, user: User) -> CaseView:
        """As `user` may see it: an applicant's answers, not what staff wrote for each other."""
        placed = selectors.case_forms(case, user)
        changes = selectors.form_changes(placed)
        shown = [
            {
                "title": form.title,
                "rows": forms.display_rows(form.version, form.answers),
                "changes": changes.get(form.record.pk, []) if form.record is not None else [],
            }
            for form in placed
        ]
        return cls(case, shown, list(messages_about(case.code)[:MESSAGES_SHOWN]))

    @classmethod
    def proven(cls, code: str) -> CaseView | None:
        """For a visitor who proved to know the applicant. Documents open only to who is signed in."""
        case = selectors.proven_case(code)
        return cls.of(case, case.applicant) if case is not None else None
