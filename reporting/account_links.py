"""The reports in the account menu of those who read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import landing
from accounts.roles import is_administrator, is_manager
from cms import extensions

if TYPE_CHECKING:
    from accounts.models import User


def register() -> None:
    """Called when the app is ready."""
    extensions.register_account_links(links)
    landing.register(reports_of, rank=landing.REPORTS)


def reports_of(person: User) -> str | None:
    """Where managers begin their day."""
    return reverse("reports") if is_manager(person) else None


def links(user: User) -> list[extensions.AccountLink]:
    """The dashboard."""
    if is_manager(user) or is_administrator(user):
        return [extensions.AccountLink(reverse("reports"), _("Reports"), "bar-chart")]
    return []
