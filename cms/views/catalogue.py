"""What the catalogue shows: the services that fit, page by page, and what they were narrowed by."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest

from cms.filters import ServiceFilterSet
from cms.listed_services import listed_services
from cms.models import CataloguePage
from cms.page_context import shown_by
from cms.views.home import categories_in_use
from listing.chips import chips

PER_PAGE = 12


@shown_by(CataloguePage)
def catalogue_context(page: CataloguePage, request: HttpRequest) -> dict[str, Any]:
    """Filters, one page of services, the chips of what is chosen, and categories to try where nothing was found."""
    filters = ServiceFilterSet(request.GET)
    paginator = Paginator(listed_services(page, filters), PER_PAGE)  # type: ignore[arg-type] # it counts and slices
    number = request.GET.get("page", "1")
    page_obj = paginator.get_page(number)
    return {
        "filters": filters,
        "page_obj": page_obj,
        "services": page_obj.object_list,
        "found": paginator.count,
        "chips": chips(filters.form, request.GET, without=["page"]) if filters.form.is_valid() else [],
        "suggestions": [] if paginator.count else categories_in_use(),
        # Only addresses that the page itself leads to are kept: others are as many as a visitor can write.
        "keepable": filters.form.is_valid() and number == str(page_obj.number) and "q" not in request.GET,
    }
