"""What the filters of case lists offer: read from the pages, never from the table of cases, and kept a minute."""

from __future__ import annotations

from django.core.cache import cache

from cms.models import ServicePage

__all__ = ["service_choices"]

_KEY, _TTL = "desk.service_choices", 60


def service_choices() -> list[tuple[int, str]]:
    """(pk, title) of the organisation's services, by title."""
    choices: list[tuple[int, str]] | None = cache.get(_KEY)
    if choices is None:
        choices = list(ServicePage.objects.order_by("title").values_list("pk", "title"))
        cache.set(_KEY, choices, _TTL)
    return choices
