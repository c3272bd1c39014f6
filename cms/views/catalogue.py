"""What the catalogue shows: the services that fit, page by page, and what they were narrowed by."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import gettext as _

from cms.filters import ServiceFilterSet
from cms.models import ServicePage
from cms.views.home import categories_in_use

if TYPE_CHECKING:
    from cms.models import CataloguePage

PER_PAGE = 12


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on, with the address of the same list without it."""

    label: str
    without: str


def catalogue_context(page: "CataloguePage", request: HttpRequest) -> dict[str, Any]:
    """Filters, one page of services, the chips of what is chosen, and categories to try where nothing was found."""
    services = ServicePage.objects.child_of(page).live().public().defer(*ServicePage.PROFILE_TEXTS)
    live = services.select_related("category").order_by("title_key", "pk")
    filters = ServiceFilterSet(request.GET, queryset=live)
    paginator = Paginator(filters.qs, PER_PAGE)
    number = request.GET.get("page", "1")
    page_obj = paginator.get_page(number)
    return {
        "filters": filters,
        "page_obj": page_obj,
        "services": page_obj.object_list,
        "found": paginator.count,
        "chips": _chips(request, filters),
        "suggestions": [] if paginator.count else categories_in_use(),
        # Only addresses that the page itself leads to are kept: others are as many as a visitor can write.
        "keepable": filters.form.is_valid() and number == str(page_obj.number) and "q" not in request.GET,
    }


def _chips(request: HttpRequest, filters: ServiceFilterSet) -> list[Chip]:
    if not filters.form.is_valid():
        return []
    chosen = filters.form.cleaned_data
    labels = {
        "q": _("Words: %(words)s") % {"words": chosen["q"]} if chosen["q"] else "",
        "category": str(chosen["category"] or ""),
        "audience": dict(ServicePage.Audience.choices).get(chosen["audience"], ""),
        "online": dict(ServicePage.OnlineLevel.choices).get(chosen["online"], ""),
    }
    return [Chip(str(label), _without(request, name)) for name, label in labels.items() if label]


def _without(request: HttpRequest, name: str) -> str:
    values = request.GET.copy()
    for dropped in (name, "page"):
        values.pop(dropped, None)
    return f"{request.path}?{values.urlencode()}" if values else request.path
