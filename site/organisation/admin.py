"""The org chart in the Wagtail admin. Saving goes through the verbs, so that their rules and the log hold here too."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail.admin import messages
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
from persian.jalali import format_date


def _link_to_uses(request: HttpRequest, error: services.PostInUse) -> None:
    """Say on the page what hangs on the post, with links to it."""
    examples = [example for use in error.uses for example in use.examples]
    buttons = [messages.button(example.url, example.title) for example in examples]
    messages.error(request, " ".join(error.messages), buttons=buttons)


class _SavingByVerb:
    """Save by a verb. What it refuses is shown at its field; Wagtail's own log entry of the save stays too."""

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                return super().form_valid(form)  # type: ignore[misc]
        except ValidationError as error:
            form.add_error(None, error)
            if isinstance(error, services.PostInUse):
                _link_to_uses(self.request, error)  # type: ignore[attr-defined]
            self.produced_error_code = "validation_error"
            self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
            return self.form_invalid(form)  # type: ignore[attr-defined]


class _PostSaving(_SavingByVerb):
    def save_instance(self) -> Any:
        return services.save_post(post=self.form.save(commit=False), user=self.request.user)


class PostCreateView(_PostSaving, CreateView):
    pass


class PostEditView(_PostSaving, EditView):
    pass


def _warn_of_vacancy(request: HttpRequest, post: Post, first: dt.date | None) -> None:
    """Say that nobody holds the post from this day on, where there is such a day."""
    if first is not None:
        text = _("Nobody holds the post “%(post)s” from %(day)s on; its work will wait. Appoint somebody to it.")
        messages.warning(request, text % {"post": post, "day": format_date(first, "long")})


class _AppointmentSaving(_SavingByVerb):
    def save_instance(self) -> Any:
        saved = services.save_appointment(appointment=self.form.save(commit=False), user=self.request.user)
        _warn_of_vacancy(self.request, saved.post, selectors.vacant_from(saved))
        return saved


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


def delete_posts(request: HttpRequest, posts: Sequence[Post]) -> HttpResponse | None:
    """Wagtail's screens for deleting one snippet and many: the verb deletes, all or none, and says why not.

    A GET goes on to Wagtail's confirmation.
    """
    if request.method != "POST":
        return None
    try:
        with transaction.atomic():
            for post in posts:
                services.delete_post(post=post, user=request.user)
    except services.PostInUse as error:
        _link_to_uses(request, error)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Deleted: %(posts)s") % {"posts": _(", ").join(post.title for post in posts)})
    return redirect(reverse(Post.snippet_viewset.get_url_name("list")))


def warn_of_vacant_posts(request: HttpRequest, deleted: Sequence[Appointment]) -> None:
    """Wagtail's screens for deleting one snippet and many, once they have deleted: as after ending an appointment."""
    for post, first in {(one.post, selectors.vacant_without(one)) for one in deleted}:
        _warn_of_vacancy(request, post, first)
