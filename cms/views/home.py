"""What the home page shows."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils import timezone

from cms import extensions
from cms.models import CataloguePage, HomePage, ServiceCategory, ServicePage
from cms.page_context import shown_by

MOST_USED = 6
ANNOUNCEMENTS = 5


@shown_by(HomePage)
def home_context(page: HomePage, request: HttpRequest) -> dict[str, Any]:
    """Categories that have services, the services put forward, and the announcements of the day."""
    return {
        "catalogue": CataloguePage.objects.live().first(),
        "categories": categories_in_use(),
        "services": services_put_forward(page),
        "announcements": current_announcements(page),
    }


def categories_in_use() -> list[ServiceCategory]:
    """Categories with a published service, each with its `number` of them."""
    published = Count("services", filter=Q(services__live=True))
    in_use = ServiceCategory.objects.annotate(number=published).filter(number__gt=0)
    return list(in_use.order_by("order", "name"))  # grouping drops the model's own order


def services_put_forward(page: HomePage) -> list[ServicePage]:
    """The editors' choice first, then the services used most, then the newest, six in all."""
    live = ServicePage.objects.live().public().select_related("category").defer(*ServicePage.PROFILE_TEXTS)
    counts = extensions.usage_counts()
    candidates = {service.pk: service for service in live.filter(pk__in=_wanted(page, counts))}
    for service in live.order_by("-first_published_at", "-pk")[:MOST_USED]:
        candidates.setdefault(service.pk, service)
    chosen = [pk for pk in page.featured_services.values_list("service_id", flat=True) if pk in candidates]
    rest = sorted((pk for pk in candidates if pk not in chosen), key=lambda pk: -counts.get(pk, 0))
    return [candidates[pk] for pk in [*chosen, *rest][:MOST_USED]]


def _wanted(page: HomePage, counts: Mapping[int, int]) -> list[int]:
    most_used = sorted(counts, key=lambda pk: -counts[pk])[: MOST_USED * 3]
    return [*page.featured_services.values_list("service_id", flat=True), *most_used]


def current_announcements(page: HomePage) -> list[Any]:
    """Announcements of today: begun, not ended, the newest first."""
    today = timezone.localdate()
    values = [block.value for block in page.announcements]
    current = [
        value
        for value in values
        if value["published_on"] <= today and (value["show_until"] is None or value["show_until"] >= today)
    ]
    return sorted(current, key=lambda value: value["published_on"], reverse=True)[:ANNOUNCEMENTS]
