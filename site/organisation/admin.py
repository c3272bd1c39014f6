"""The org chart in the Wagtail admin. Saving goes through the verbs, so that their rules and the log hold here too."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.snippets.views.snippets import (
    CreateView,
    EditView,
    IndexView,
    SnippetViewSet,
    SnippetViewSetGroup,
)

from organisation import selectors, services
from organisation.choosers import person_chooser_viewset
from organisation.models import ActivityField, Appointment, Post


class _PostSaving:
    """Save by the verb; Wagtail's own log entry of the save stays too."""

    def save_instance(self) -> Any:
        return services.save_post(post=self.form.save(commit=False), user=self.request.user)


class PostCreateView(_PostSaving, CreateView):
    pass


class PostEditView(_PostSaving, EditView):
    pass


class _AppointmentSaving:
    def save_instance(self) -> Any:
        return services.save_appointment(appointment=self.form.save(commit=False), user=self.request.user)


class AppointmentCreateView(_AppointmentSaving, CreateView):
    pass


class AppointmentEditView(_AppointmentSaving, EditView):
    pass


class PostIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet[Post]:
        return super().get_base_queryset().select_related("field", "superior")


class AppointmentIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet[Appointment]:
        return super().get_base_queryset().select_related("post", "person")


class _DateColumn(Column):
    """A day in the active calendar."""

    def get_value(self, instance: Any) -> str:
        from persian.jalali import format_date

        return format_date(super().get_value(instance), "medium")


class ActivityFieldViewSet(SnippetViewSet):
    model = ActivityField
    icon = "folder-open-inverse"
    menu_label = _("Fields of activity")
    list_display = ["name", "sort_order"]
    list_per_page = 50
    search_fields = ["name"]
    edit_handler = ObjectList([FieldPanel("name"), FieldPanel("sort_order")])


class PostViewSet(SnippetViewSet):
    model = Post
    icon = "group"
    menu_label = _("Posts")
    index_view_class = PostIndexView
    add_view_class = PostCreateView
    edit_view_class = PostEditView
    list_display = ["title", "code", "field", "superior", BooleanColumn("is_active", label=_("Active"))]
    list_filter = ["field", "is_active"]
    list_per_page = 50
    search_fields = ["title", "code"]
    ordering = ["title"]
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("code"),
            FieldRowPanel([FieldPanel("field"), FieldPanel("superior")]),
            FieldPanel("is_active"),
        ]
    )


class AppointmentViewSet(SnippetViewSet):
    model = Appointment
    icon = "user"
    menu_label = _("Appointments")
    index_view_class = AppointmentIndexView
    add_view_class = AppointmentCreateView
    edit_view_class = AppointmentEditView
    list_display = [
        "person",
        "post",
        Column("get_kind_display", label=_("Kind")),
        _DateColumn("starts_on", label=_("From"), sort_key="starts_on"),
        _DateColumn("ends_on", label=_("To"), sort_key="ends_on"),
    ]
    list_filter = ["kind", "post"]
    list_per_page = 50
    search_fields = ["person__first_name", "person__last_name", "person__username", "post__title"]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("person", widget=person_chooser_viewset.widget_class), FieldPanel("post")]),
            FieldPanel("kind"),
            FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
        ]
    )


class OrganisationGroup(SnippetViewSetGroup):
    """The menu of the org chart."""

    items = (PostViewSet, AppointmentViewSet, ActivityFieldViewSet)
    menu_label = _("Org chart")
    menu_icon = "group"
    menu_order = 230


@require_safe
def chart_page(request: HttpRequest) -> HttpResponse:
    """The whole chart as a tree: posts, who holds them, and which are vacant. Two queries."""
    if not request.user.has_perm("organisation.view_post"):
        raise PermissionDenied
    return render(request, "organisation/admin/chart.html", {"rows": selectors.chart()})
