"""The desk in the account menu of those who hold a post."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import landing
from cms import extensions
from organisation.selectors import posts_of
from workflows import selectors

if TYPE_CHECKING:
    from accounts.models import User


def register() -> None:
    """Called when the app is ready."""
    extensions.register_account_links(links)
    landing.register(desk_of, rank=landing.DESK)


def desk_of(person: User) -> str | None:
    """The worklist, for who holds a post."""
    return reverse("desk") if posts_of(person) else None


def links(user: User) -> list[extensions.AccountLink]:
    """The worklist, for who holds a post; the search of cases for who sees them without one."""
    if posts_of(user):
        return [extensions.AccountLink(reverse("desk"), _("Worklist"), "inbox")]
    if selectors.sees_everything(user):
        return [extensions.AccountLink(reverse("desk_cases"), _("Cases"), "folder2-open")]
    return []
