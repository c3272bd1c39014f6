"""The services as choices of a filter, kept a minute."""

from django.core.cache import cache

from cms.models import ServicePage

_KEY, _SECONDS = "cms.service_choices", 60


def service_choices() -> list[tuple[int, str]]:
    """(pk, title) of the organisation's services, by title; read from the pages, never from a table of cases."""
    choices: list[tuple[int, str]] | None = cache.get(_KEY)
    if choices is None:
        choices = list(ServicePage.objects.order_by("title").values_list("pk", "title"))
        cache.set(_KEY, choices, _SECONDS)
    return choices
