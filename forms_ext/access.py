"""Who may read an attachment, and which unbound uploads are still wanted: layers above register what they know."""

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth.models import AnonymousUser

if TYPE_CHECKING:
    from accounts.models import User
    from forms_ext.models import Attachment

Checker = Callable[["User", "Attachment"], bool]
Wanted = Callable[[list[UUID]], set[UUID]]
_checkers: list[Checker] = []
_wanted: list[Wanted] = []


def register(checker: Checker) -> None:
    """Add a right to read: `checker(user, attachment)` answers for attachments that are bound to a record."""
    if checker not in _checkers:
        _checkers.append(checker)


def register_wanted(wanted: Wanted) -> None:
    """Add a keeper of unbound uploads: of the ids it is given, it answers those still needed (by drafts, say)."""
    if wanted not in _wanted:
        _wanted.append(wanted)


def may_read(user: "User | AnonymousUser", attachment: "Attachment") -> bool:
    """Whether the person may read it: the uploader of an unbound one, else whom a registered checker lets."""
    if not user.is_authenticated or not user.is_active:
        return False
    if attachment.record_id is None:
        return attachment.uploaded_by_id == user.pk
    return any(checker(user, attachment) for checker in _checkers)


def still_wanted(ids: list[UUID]) -> set[UUID]:
    """Of these unbound attachments, the ones that some layer still needs."""
    return set().union(*(wanted(ids) for wanted in _wanted)) if ids else set()
