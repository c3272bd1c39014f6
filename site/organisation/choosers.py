"""Choosing a person: searched and paged, since an organisation has tens of thousands of them."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from accounts.models import User
from accounts.selectors import people


class PeopleFilterForm(BaseFilterForm):
    """Each word stands in a name, user name, e-mail, national id or mobile number; digits of any set."""

    q = forms.CharField(
        label=_("Search term"),
        max_length=100,
        required=False,
        widget=forms.TextInput({"placeholder": _("Name, user name, national id or mobile number")}),
    )

    def filter(self, objects: QuerySet[User]) -> QuerySet[User]:
        text = self.cleaned_data.get("q")
        if not text:
            return objects
        self.is_searching, self.search_query = True, text
        return people(text, active_only=True)


class _People:
    filter_form_class = PeopleFilterForm
    ordering = ["last_name", "first_name", "pk"]

    @property
    def columns(self) -> list[Column]:
        return [*super().columns, Column("username", label=_("User name"))]  # type: ignore[misc]

    def get_object_list(self) -> QuerySet[User]:
        return people(active_only=True)


class PeopleChooseView(_People, ChooseView):
    pass


class PeopleChooseResultsView(_People, ChooseResultsView):
    pass


class PersonChooserViewSet(ChooserViewSet):
    """The chooser of `Appointment.person`, and of any other person in the admin."""

    model = User
    icon = "user"
    per_page = 15
    choose_view_class = PeopleChooseView
    choose_results_view_class = PeopleChooseResultsView
    choose_one_text = _("Choose a person")
    choose_another_text = _("Choose another person")


person_chooser_viewset = PersonChooserViewSet("person_chooser", url_prefix="person-chooser")
