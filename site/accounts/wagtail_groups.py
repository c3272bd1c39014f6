"""Administration of groups in the Wagtail admin: Wagtail's screens, within one's own reach (`accounts.rights`)."""

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from wagtail.users.views.groups import CreateView as WagtailCreateView
from wagtail.users.views.groups import DeleteView as WagtailDeleteView
from wagtail.users.views.groups import EditView as WagtailEditView
from wagtail.users.views.groups import GroupViewSet as WagtailGroupViewSet

from accounts import rights


class _GivesWhatOneHas:
    """The form offers, and takes, the permissions within reach."""

    def get_form(self, *args: Any, **kwargs: Any) -> forms.ModelForm:
        form = super().get_form(*args, **kwargs)  # type: ignore[misc]
        within = rights.permissions_within(self.request.user)  # type: ignore[attr-defined]
        offered = form.fields["permissions"].queryset
        form.registered_permissions = offered.filter(pk__in=within.values("pk"))
        form.fields["permissions"].queryset = form.registered_permissions
        return form


class _WithinReach:
    """Refused as soon as the group is read, so for every method."""

    def get_object(self, *args: Any, **kwargs: Any) -> Group:
        group: Group = super().get_object(*args, **kwargs)  # type: ignore[misc]
        if not rights.groups_within(self.request.user).filter(pk=group.pk).exists():  # type: ignore[attr-defined]
            raise PermissionDenied
        return group


class CreateView(_GivesWhatOneHas, WagtailCreateView):
    """Add a group."""


class EditView(_GivesWhatOneHas, _WithinReach, WagtailEditView):
    """Change a group."""


class DeleteView(_WithinReach, WagtailDeleteView):
    """Delete a group."""


class GroupViewSet(WagtailGroupViewSet):
    """Wagtail's group screens by the rule."""

    add_view_class = CreateView
    edit_view_class = EditView
    delete_view_class = DeleteView
