"""Parts of published pages, kept by all that they show.

A publication renews every kept page, but changes few of the parts that pages are made of: the card of a service that
stays as it was is not drawn again. What a part shows is its key, so nothing has to be dropped.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from cms.filters import CHOSEN, ServiceFilterSet
from cms.models import ServiceCategory, ServicePage
from statements import Statement, compiled

Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ServiceCard:
    """What a card shows of a service."""

    address: str
    title: str
    summary: str
    promised_working_days: int
    cost_kind: str
    cost_amount: int | None
    takes_requests: bool
    category: str
    icon: str


def service_card(service: ServicePage, request: HttpRequest | None, level: int) -> SafeString:
    """The service in a list; its category comes with it. `level` is that of the heading."""
    category = service.category
    shown = ServiceCard(
        address=service.get_url(request) or "",
        title=service.title,
        summary=service.summary,
        promised_working_days=service.promised_working_days,
        cost_kind=service.cost_kind,
        cost_amount=service.cost_amount,
        takes_requests=service.request_form_id is not None,
        category=category.name if category is not None else "",
        icon=category.icon if category is not None else "",
    )
    return _card(get_language(), shown, level)


@lru_cache(2048)
def _card(language: str | None, service: ServiceCard, level: int) -> SafeString:
    """`language` is the active one."""
    return render_to_string("components/service_card.html", {"service": service, "level": level})


def filter_fields(filters: ServiceFilterSet) -> SafeString:
    """What the catalogue is narrowed by. One query: the categories to choose from."""
    if not filters.form.is_valid():
        return _drawn(filters)
    chosen = tuple(filters.data.get(name, "") for name in CHOSEN)
    return _filter_fields(get_language(), chosen, tuple(_categories().rows()))


@cache
def _categories() -> Statement:
    return compiled(ServiceCategory.objects.values_list("slug", "name"))


@lru_cache(256)
def _filter_fields(language: str | None, chosen: tuple[str, ...], categories: Options) -> SafeString:
    filters = ServiceFilterSet(dict(zip(CHOSEN, chosen, strict=True)))
    field: Any = filters.form.fields["category"]
    field.widget.choices = [("", field.empty_label), *categories]
    return _drawn(filters)


def _drawn(filters: ServiceFilterSet) -> SafeString:
    return render_to_string("components/service_filters.html", {"form": filters.form})
