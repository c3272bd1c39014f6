"""Which services cannot be deleted: people applied for them."""

from collections.abc import Iterable

from django.db.models import Q
from wagtail.models import Page

from cms.models import ServicePage
from workflows.models import Case

__all__ = ["services_with_cases"]


def services_with_cases(pages: Iterable[Page]) -> list[str]:
    """Titles of the services at or below these pages that have cases, which a service keeps for good."""
    below = Q()
    for page in pages:
        below |= Q(path__startswith=page.path)
    if not below:
        return []
    services = ServicePage.objects.filter(below, pk__in=Case.objects.values("service_id"))
    return list(services.order_by("title").values_list("title", flat=True))
