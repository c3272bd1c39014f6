"""What the staff's lists can be narrowed by.

The FilterSets validate what was asked and draw its form; the rows are read by `workflows.selectors`, whose queries are
made for the indexes, so `qs` is never used. A refused value is told at its field and leaves the others in force.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from cms.selectors import service_choices
from listing.chips import Chip, active, chips
from organisation.models import Post
from persian.forms import JalaliDateField
from workflows import selectors
from workflows.models import Case, Task


class JalaliDayFilter(django_filters.Filter):
    """A day, typed as Jalali."""

    field_class = JalaliDateField


class IdChoiceFilter(django_filters.Filter):
    """One of (id, label) pairs, given when the request is known; nothing chosen means all."""

    field_class = forms.TypedChoiceField

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, empty_value=None, **kwargs)

    def offer(self, choices: Sequence[tuple[int, str]]) -> None:
        self.extra["choices"] = [("", _("All")), *choices]


class PeriodOrderForm(forms.Form):
    """A period must not end before it begins."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("since") and data.get("until") and data["since"] > data["until"]:
            self.add_error("until", _("The last day is before the first."))
        return data


class _AskedFilter(django_filters.FilterSet):
    """Gives what was asked and stands (`asked`), and which of it (`chips`, for removing one by one)."""

    @property
    def asked(self) -> dict[str, Any]:
        """Accepted values by filter name, the empty left out."""
        return active(self.form)

    def chips(self) -> list[Chip]:
        """One chip an active filter."""
        return chips(self.form, self.data)


class WorklistFilter(_AskedFilter):
    """Narrows the worklist of one person: what is offered comes from the posts that the person holds."""

    text = django_filters.CharFilter(label=_("Search"), max_length=100)
    service = IdChoiceFilter(label=_("Service"))
    step = django_filters.ChoiceFilter(label=_("Step"), empty_label=_("All"))
    post = IdChoiceFilter(label=_("Post"))
    since = JalaliDayFilter(label=_("Arrived from"))
    until = JalaliDayFilter(label=_("Arrived to"))
    late = django_filters.BooleanFilter(label=_("Late only"), widget=forms.CheckboxInput)

    class Meta:
        model = Task
        fields: list[str] = []
        form = PeriodOrderForm

    def __init__(self, data: Any, *, user: Any, posts: Sequence[Post]) -> None:
        super().__init__(data, queryset=Task.objects.none())
        offered = selectors.worklist_choices(user, posts=posts)
        self.filters["service"].offer(offered.services)
        self.filters["step"].extra["choices"] = offered.steps
        self.filters["post"].offer(offered.posts)


class CaseFilter(_AskedFilter):
    """Narrows the search of cases."""

    STATUS = [("open", _("In progress")), *[(o.value, o.label) for o in Case.Outcome if o.value]]

    text = django_filters.CharFilter(label=_("Search"), max_length=100)
    service = IdChoiceFilter(label=_("Service"))
    status = django_filters.ChoiceFilter(label=_("Status"), empty_label=_("All"), choices=STATUS)
    since = JalaliDayFilter(label=_("Submitted from"))
    until = JalaliDayFilter(label=_("Submitted to"))

    class Meta:
        model = Case
        fields: list[str] = []
        form = PeriodOrderForm

    def __init__(self, data: Any) -> None:
        super().__init__(data, queryset=Case.objects.none())
        self.filters["service"].offer(service_choices())
