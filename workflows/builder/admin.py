"""Processes in the Wagtail admin."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max, QuerySet
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, UpdatedAtColumn
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from forms_ext.publishing_views import GatedCreateView, GatedEditView
from workflows.builder.forms import ProcessForm
from workflows.builder.operands import operand_groups
from workflows.models import ProcessDefinition


class ProcessIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet[ProcessDefinition]:
        return (
            super()
            .get_base_queryset()
            .annotate(
                version_number=Max("versions__number"),
                service_count=Count("services", distinct=True),
                case_count=Count("versions__cases", distinct=True),
            )
        )


class ProcessViewSet(SnippetViewSet):
    """Draw, preview, publish and follow processes."""

    model = ProcessDefinition
    index_view_class = ProcessIndexView
    add_view_class = GatedCreateView
    edit_view_class = GatedEditView
    icon = "tasks"
    menu_label = _("Processes")
    menu_name = "processes"
    menu_order = 220
    add_to_admin_menu = True
    list_per_page = 30
    list_filter = ["live"]
    search_fields = ["title"]
    ordering = ["title"]
    list_display = [
        "title",
        Column("version_number", label=_("Version"), sort_key="version_number"),
        Column("service_count", label=_("Services"), sort_key="service_count"),
        Column("case_count", label=_("Cases"), sort_key="case_count"),
        UpdatedAtColumn(),
    ]
    edit_handler = ObjectList(
        [FieldPanel("title", required_on_save=True), FieldPanel("description"), FieldPanel("steps")],
        base_form_class=ProcessForm,
    )


@require_safe
def operands(request: HttpRequest) -> JsonResponse:
    """What conditions may ask about, for the editor's lists."""
    user: Any = request.user
    if not user.has_perm("workflows.change_processdefinition") and not user.has_perm("workflows.add_processdefinition"):
        raise PermissionDenied
    return JsonResponse({"groups": operand_groups()})
