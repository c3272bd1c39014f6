"""Who may do what with effects, and with the kinds of them that have screens of their own, in the Wagtail admin."""

from collections.abc import Iterable
from typing import Any

from wagtail.permission_policies import ModelPermissionPolicy


class ReadOnlyPolicy(ModelPermissionPolicy):
    """Effects are written by the system alone: to view them is all that a permission can give here."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Only 'view'."""
        return action == "view" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        """Only 'view'."""
        return "view" in actions and self.user_has_permission(user, "view")
