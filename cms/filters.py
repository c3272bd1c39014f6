"""What the catalogue can be narrowed by."""

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cms.models import ServiceCategory, ServicePage
from cms.search import search

# What the page of the catalogue offers to choose from, besides words.
CHOSEN = ("category", "audience", "online")
AUDIENCE_FLAGS = {"g2c": "for_citizens", "g2b": "for_businesses", "g2g": "for_government"}


class ServiceFilterSet(django_filters.FilterSet):
    """Words, category, audience and online level, all of which must hold."""

    q = django_filters.CharFilter(
        label=_("Search in services"),
        method="by_words",
        widget=forms.TextInput(attrs={"type": "search", "maxlength": 100}),
    )
    category = django_filters.ModelChoiceFilter(
        label=_("Category"),
        queryset=ServiceCategory.objects.all(),
        to_field_name="slug",
        empty_label=_("All categories"),
    )
    audience = django_filters.ChoiceFilter(
        label=_("Audience"), choices=ServicePage.Audience.choices, method="by_audience", empty_label=_("Everyone")
    )
    online = django_filters.ChoiceFilter(
        label=_("Online level"),
        field_name="online_level",
        choices=ServicePage.OnlineLevel.choices,
        empty_label=_("Every level"),
    )

    class Meta:
        model = ServicePage
        fields: list[str] = []

    def by_words(self, queryset: QuerySet[ServicePage], name: str, value: str) -> QuerySet[ServicePage]:
        """Services that hold every word."""
        return search(queryset, value)

    def by_audience(self, queryset: QuerySet[ServicePage], name: str, value: str) -> QuerySet[ServicePage]:
        """Services for this audience."""
        return queryset.filter(**{AUDIENCE_FLAGS[value]: True})
