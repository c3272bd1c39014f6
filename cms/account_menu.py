"""What this app adds to a person's account menu."""

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from cms.extensions import AccountLink

if TYPE_CHECKING:
    from accounts.models import User


def admin_link(user: "User") -> list[AccountLink]:
    """The administration, for those who may enter it."""
    if not user.has_perm("wagtailadmin.access_admin"):
        return []
    return [AccountLink(reverse("wagtailadmin_home"), _("Administration"), "gear")]
