"""Services in lists: those of the catalogue and those beside a service, by statements that are kept by shape.

The shape of the catalogue's is where it stands and what it is narrowed by. Searches, and lists where anything is
private, are left to the queryset.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from django.db.models import BigIntegerField, QuerySet

from cms import restrictions
from cms.filters import AUDIENCE_FLAGS, ServiceFilterSet
from cms.models import CataloguePage, ServicePage
from statements import ModelStatement, Slot, Statement, compiled_count, compiled_models

__all__ = ["ListedServices", "listed_services", "neighbours"]

_SHAPES = 256
_NEIGHBOURS = 4


@dataclass(frozen=True, slots=True)
class Shape:
    """Everything that the statement's text depends on, once the filters have been found valid."""

    path: str
    depth: int
    category: int | None
    audience: str
    online: str

    def services(self) -> QuerySet[ServicePage]:
        """The published children of the catalogue that fit."""
        found = ServicePage.objects.live().filter(path__startswith=self.path, depth=self.depth + 1)
        if self.category is not None:
            found = found.filter(category=self.category)
        if self.audience:
            found = found.filter(**{AUDIENCE_FLAGS[self.audience]: True})
        if self.online:
            found = found.filter(online_level=self.online)
        return found


class ListedServices:
    """What a paginator asks of a queryset: how many there are, and a slice of them with their categories."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape

    def count(self) -> int:
        """How many there are. One query."""
        return int(_count(self.shape).rows()[0][0])

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, place: slice) -> list[ServicePage]:
        if place.start >= place.stop:
            return []
        return _slice(self.shape, place.start, place.stop).objects()


def listed_services(page: CataloguePage, filters: ServiceFilterSet) -> ListedServices | QuerySet[ServicePage]:
    """The services that a visitor finds, by title. Two queries with the count, one more where words are sought."""
    chosen = filters.form.cleaned_data if filters.form.is_valid() else None
    if chosen is None or chosen["q"] or restrictions.any_exist():
        return filters.filter_queryset(_in_order(ServicePage.objects.child_of(page).live().public()))
    category = chosen["category"]
    return ListedServices(
        Shape(page.path, page.depth, category.pk if category else None, chosen["audience"], chosen["online"])
    )


@lru_cache(_SHAPES)
def _count(shape: Shape) -> Statement:
    return compiled_count(shape.services())


@lru_cache(_SHAPES)
def _slice(shape: Shape, start: int, stop: int) -> ModelStatement[ServicePage]:
    return compiled_models(_in_order(shape.services())[start:stop])


def _in_order(services: QuerySet[ServicePage]) -> QuerySet[ServicePage]:
    """By title, with the category, without what only a service's own page shows."""
    found = services.select_related("category").defer(*ServicePage.PROFILE_TEXTS)
    return found.order_by("title_key", "pk")


def neighbours(page: ServicePage) -> list[ServicePage]:
    """The first published services of the same category, by title. Two queries; none without a category."""
    if page.category_id is None:
        return []
    if restrictions.any_exist():
        others = ServicePage.objects.live().public().filter(category=page.category_id).exclude(pk=page.pk)
        return list(_in_order(others)[:_NEIGHBOURS])
    return _beside().objects(category=page.category_id, page=page.pk)


@cache
def _beside() -> ModelStatement[ServicePage]:
    others = ServicePage.objects.live().filter(category=Slot("category", BigIntegerField()))
    return compiled_models(_in_order(others.exclude(pk=Slot("page", BigIntegerField())))[:_NEIGHBOURS])
