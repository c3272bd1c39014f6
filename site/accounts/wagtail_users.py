"""Administration of people in the Wagtail admin: national id and mobile number beside Wagtail's own fields."""

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.boolean_radio_select import BooleanRadioSelect
from wagtail.users.forms import UserCreationForm as WagtailUserCreationForm
from wagtail.users.forms import UserEditForm as WagtailUserEditForm
from wagtail.users.views.bulk_actions import AssignRoleBulkAction, DeleteBulkAction, SetActiveStateBulkAction
from wagtail.users.views.users import CreateView as WagtailCreateView
from wagtail.users.views.users import DeleteView as WagtailDeleteView
from wagtail.users.views.users import EditView as WagtailEditView
from wagtail.users.views.users import IndexView as WagtailIndexView
from wagtail.users.views.users import UserFilterSet
from wagtail.users.views.users import UserViewSet as WagtailUserViewSet

from accounts import rights, selectors
from accounts.models import User
from persian.forms import MobileField, NationalIdField

_OWN_FIELDS = {"national_id", "mobile", "is_staff"}


class _PersonForm(forms.ModelForm):
    """Our fields, and what differs of Wagtail's: e-mail and password are not everyone's."""

    national_id = NationalIdField(label=_("National id"), required=False)
    mobile = MobileField(label=_("Mobile number"), required=False)
    is_staff = forms.BooleanField(
        label=_("Staff of the organisation"),
        required=False,
        help_text=_("Signs in by user name and password, never by a code sent to the mobile number."),
    )
    # Citizens have no password; without one, nobody signs in by password.
    password_required = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = False

    def clean(self) -> dict[str, Any]:
        """Whoever may do more than a citizen gets a password: there is no other way in for them."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        needs_one = any(cleaned.get(name) for name in ("is_staff", "is_superuser", "groups"))
        has_one = bool(self.instance.password) and self.instance.has_usable_password()
        if needs_one and not has_one and not cleaned.get("password1"):
            self.add_error("password1", _("Staff sign in by password: give this person one."))
        return cleaned

    def clean_national_id(self) -> str | None:
        """Unset is null."""
        return self.cleaned_data["national_id"] or None

    def clean_mobile(self) -> str | None:
        """Unset is null."""
        return self.cleaned_data["mobile"] or None


class PersonCreationForm(_PersonForm, WagtailUserCreationForm):
    """A new person."""

    class Meta(WagtailUserCreationForm.Meta):
        fields = WagtailUserCreationForm.Meta.fields | _OWN_FIELDS

    def save(self, commit: bool = True) -> User:
        """Without a password, one that nothing matches."""
        if not self.cleaned_data.get("password1"):
            self.instance.set_unusable_password()
        return super().save(commit=commit)


class PersonEditForm(_PersonForm, WagtailUserEditForm):
    """A person as they are."""

    class Meta(WagtailUserEditForm.Meta):
        fields = WagtailUserEditForm.Meta.fields | _OWN_FIELDS


class _NothingAboveOneself:
    """Who administers people may give the groups within their own reach; only superusers make superusers."""

    def get_form(self, *args: Any, **kwargs: Any) -> forms.ModelForm:
        form = super().get_form(*args, **kwargs)  # type: ignore[misc]
        by = self.request.user  # type: ignore[attr-defined]
        form.fields["groups"].queryset = rights.groups_within(by)
        if not by.is_superuser:
            form.fields.pop("is_superuser", None)
        return form


class _WithinReach:
    """Refused as soon as the person is read, so for every method."""

    def get_object(self, *args: Any, **kwargs: Any) -> User:
        person: User = super().get_object(*args, **kwargs)  # type: ignore[misc]
        if not rights.may_administer(by=self.request.user, person=person):  # type: ignore[attr-defined]
            raise PermissionDenied
        return person


class CreateView(_NothingAboveOneself, WagtailCreateView):
    """Add a person."""


class EditView(_NothingAboveOneself, _WithinReach, WagtailEditView):
    """Change a person."""


class DeleteView(_WithinReach, WagtailDeleteView):
    """Delete a person."""


class _ByTheRule:
    """Actions on many people at once ask for each what the edit screen asks."""

    @cached_property
    def _out_of_reach(self) -> set[int]:
        return set(rights.people_beyond(self.request.user).values_list("pk", flat=True))  # type: ignore[attr-defined]

    def check_perm(self, obj: User) -> bool:
        """Who is refused is named on the confirmation page, and left out."""
        may_change = self.request.user.has_perm("accounts.change_user")  # type: ignore[attr-defined]
        return bool(super().check_perm(obj) and may_change and obj.pk not in self._out_of_reach)  # type: ignore[misc]


class SetActiveState(_ByTheRule, SetActiveStateBulkAction):
    """Open and close accounts."""


class AssignRole(_ByTheRule, AssignRoleBulkAction):
    """Give a role within one's own reach."""

    def get_form(self) -> forms.Form:
        """Only those can be chosen."""
        form = super().get_form()
        form.fields["role"].queryset = rights.groups_within(self.request.user)
        return form


class Delete(_ByTheRule, DeleteBulkAction):
    """Delete accounts."""


BULK_ACTIONS = (SetActiveState, AssignRole, Delete)


class PersonFilterSet(UserFilterSet):
    """Wagtail's filters, and the organisation's own people apart from citizens."""

    is_staff = django_filters.BooleanFilter(label=_("Staff of the organisation"), widget=BooleanRadioSelect)


class IndexView(WagtailIndexView):
    """The list, searched as everywhere: digits and letters of any keyboard."""

    @property
    def columns(self) -> list[Column]:
        """National id and mobile number after the user name."""
        columns = list(super().columns)
        own = [
            Column("national_id", label=_("National id"), sort_key="national_id"),
            Column("mobile", label=_("Mobile number"), sort_key="mobile"),
        ]
        return [*columns[:3], *own, *columns[3:]]

    def search_queryset(self, queryset: QuerySet[User]) -> QuerySet[User]:
        """By name, user name, e-mail, national id and mobile number."""
        if not self.is_searching:
            return queryset
        return queryset.filter(pk__in=selectors.people(self.search_query).order_by().values("pk"))


class UserViewSet(WagtailUserViewSet):
    """Wagtail's user screens for our people."""

    filterset_class = PersonFilterSet
    index_view_class = IndexView
    add_view_class = CreateView
    edit_view_class = EditView
    delete_view_class = DeleteView

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        """Our forms."""
        return PersonEditForm if for_update else PersonCreationForm
