"""The admin of this app: services and their categories in one menu, the organisation's looks, and what to do."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from cms import extensions, schedule
from cms.dashboard import TodoPanel
from cms.models import ServiceCategory, ServicePage


class ServiceListing(PageListingViewSet):
    """All services in one list, whatever their place in the page tree."""

    model = ServicePage
    name = "services"
    icon = "doc-full"
    menu_label = _("Services")
    menu_name = "services-list"
    add_to_admin_menu = False
    columns = [
        *PageListingViewSet.index_view_class.base_columns[:2],
        Column("code", label=_("Service code"), sort_key="code"),
        Column("category", label=_("Category")),
        *PageListingViewSet.index_view_class.base_columns[2:],
    ]


class ServiceCategoryViewSet(SnippetViewSet):
    """Categories, in the order in which citizens see them."""

    model = ServiceCategory
    name = "service-categories"
    url_namespace = "service-categories"
    icon = "folder-open-inverse"
    menu_label = _("Categories")
    menu_name = "service-categories"
    list_display = ["name", Column("get_icon_display", label=_("Icon")), "order"]
    search_fields = ["name"]
    ordering = ["order", "name"]
    copy_view_enabled = False


@register_snippet
class ServicesGroup(SnippetViewSetGroup):
    """Services: what the published desk offers."""

    items = (ServiceListing, ServiceCategoryViewSet)
    menu_icon = "doc-full-inverse"
    menu_label = _("Services")
    menu_name = "services"
    menu_order = 110


@hooks.register("insert_global_admin_css")
def house_looks() -> SafeString:
    """Vazirmatn and the organisation's colours in the admin too."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/miz-admin.css"))


@hooks.register("construct_homepage_panels")
def what_to_do(request, panels: list) -> None:
    """Before Wagtail's own panels."""
    panels.insert(0, TodoPanel())


@hooks.register("construct_main_menu")
def no_help_from_elsewhere(request, menu_items: list) -> None:
    """Wagtail's help leads to pages of other hosts in English; this system works in networks with no way out."""
    menu_items[:] = [item for item in menu_items if item.name != "help"]


@hooks.register("construct_homepage_summary_items")
def no_counts_of_files(request, summary_items: list) -> None:
    """Counts of images and files say nothing to the people of a service desk."""
    summary_items.clear()


@hooks.register("before_publish_page")
def say_what_speaks_against_publishing(request: HttpRequest, page: Page) -> HttpResponse | None:
    """The draft is kept; the editor opens again with the reasons."""
    if not isinstance(page, ServicePage) or not (objections := extensions.service_objections(page)):
        return None
    for objection in objections:
        messages.error(request, gettext("Kept as a draft, not published. %(reason)s") % {"reason": objection})
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_bulk_action")
def nothing_is_published_beside_a_refusal(
    request: HttpRequest, action: str, objects: list[Any], instance: Any
) -> HttpResponse | None:
    """Publishing many at once is all or nothing: services that something speaks against are named."""
    if action != "publish" or not all(isinstance(one, Page) for one in objects):
        return None
    inside = [page for one in objects for page in one.get_descendants(inclusive=True).type(ServicePage).specific()]
    chosen = {one.pk for one in objects}
    refused = False
    for page in {page.pk: page for page in inside}.values():
        if page.live and page.pk not in chosen:
            continue
        for objection in extensions.service_objections(page.get_latest_revision_as_object()):
            refused = True
            values = {"page": page.get_admin_display_title(), "reason": objection}
            messages.error(request, gettext("Nothing was published. %(page)s: %(reason)s") % values)
    return redirect(instance.next_url) if refused else None


@hooks.register("register_log_actions")
def register_schedule_events(actions: LogActionRegistry) -> None:
    """A publication or withdrawal that came due and was refused, with its reasons."""
    actions.register_action(schedule.REFUSED, _("Scheduled publication refused"), schedule.message_of)
    actions.register_action(schedule.WITHDRAWAL_REFUSED, _("Scheduled withdrawal refused"), schedule.message_of)
