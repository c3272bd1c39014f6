"""Forms in the Wagtail admin. wagtailstreamforms' own menu and screens are not offered."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column, StatusTagColumn, UpdatedAtColumn
from wagtail.log_actions import LogActionRegistry
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from forms_ext import events
from forms_ext.models import FormDefinition
from forms_ext.publishing_views import GatedCreateView, GatedEditView, GatedUnpublishView
from persian.digits import localise


def state_text(form: FormDefinition) -> str:
    """Whether the form is published. Wagtail's own status asks for a schedule, with a query for each row."""
    if not form.live:
        return gettext("Draft")
    return gettext("Published, with a newer draft") if form.has_unpublished_changes else gettext("Published")


def version_text(form: FormDefinition) -> str:
    """The number of the newest version, for the list."""
    number = form.version_number  # type: ignore[attr-defined]
    return localise(number) if number else "—"


def record_text(form: FormDefinition) -> str:
    """How often the form was filled, for the list."""
    return localise(form.record_count)  # type: ignore[attr-defined]


class FormIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet[FormDefinition]:
        return (
            super()
            .get_base_queryset()
            .annotate(version_number=Max("versions__number"), record_count=Count("versions__records", distinct=True))
        )


class FormViewSet(SnippetViewSet):
    """Define, preview, publish and follow forms."""

    model = FormDefinition
    index_view_class = FormIndexView
    add_view_class = GatedCreateView
    edit_view_class = GatedEditView
    unpublish_view_class = GatedUnpublishView
    icon = "form"
    menu_label = _("Forms")
    menu_name = "forms"
    menu_order = 210
    add_to_admin_menu = True
    list_per_page = 30
    list_filter = ["kind", "live"]
    # By the database: the search index of SQLite knows no machine names.
    search_backend_name = None
    search_fields = ["title", "slug"]
    ordering = ["title"]
    list_display = [
        "title",
        StatusTagColumn(
            "state", label=_("Status"), accessor=state_text, sort_key="live", primary=lambda form: form.live
        ),
        Column("get_kind_display", label=_("Kind"), sort_key="kind"),
        Column("version_number", label=_("Version"), sort_key="version_number", accessor=version_text),
        Column("record_count", label=_("Filled"), sort_key="record_count", accessor=record_text),
        UpdatedAtColumn(),
    ]


register_snippet(FormViewSet)


@hooks.register("construct_main_menu")
def hide_stock_menu(request: HttpRequest, menu_items: list[Any]) -> None:
    """The package's menu leads to forms that this product does not use."""
    menu_items[:] = [item for item in menu_items if item.name not in {"forms-streamforms", "streamforms"}]
    menu_items[:] = [item for item in menu_items if "wagtailstreamforms" not in str(getattr(item, "url", ""))]


@hooks.register("before_delete_snippet")
def refuse_deleting_published_forms(request: HttpRequest, instances: list[Any]) -> HttpResponse | None:
    """A form that was published stays; say why, instead of failing on the database's own refusal."""
    for instance in instances:
        if isinstance(instance, FormDefinition) and (reason := instance.why_not_deleted()):
            messages.error(request, reason)
            return redirect(reverse(instance.snippet_viewset.get_url_name("edit"), args=[instance.pk]))
    return None


@hooks.register("register_log_actions")
def register_events(actions: LogActionRegistry) -> None:
    actions.register_action(events.ATTACHMENT_VIEWED, _("Look at a document"), _("Document looked at"))
