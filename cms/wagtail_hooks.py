"""The admin of this app: services and their categories in one menu, the organisation's looks, and what to do."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

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
