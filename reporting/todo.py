"""What the admin's home says of late cases, to those who may see the reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.roles import is_administrator, is_manager
from cms.extensions import Todo
from reporting import periods, selectors

if TYPE_CHECKING:
    from accounts.models import User


def late_cases(user: User) -> list[Todo]:
    """Open cases past the promised date, of the period that the list shows at first. One query."""
    if not (is_manager(user) or is_administrator(user)):
        return []
    late = selectors.cases(period=periods.preset(periods.DEFAULT), show="open_late")
    text = _("Open cases of the last six months past the promised date")
    return [Todo(text, f"{reverse('reports_cases')}?show=open_late", late.count())]
