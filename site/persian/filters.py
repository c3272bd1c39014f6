"""django-filter filters over Jalali dates, for the FilterSets of other apps."""

import datetime as dt
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import DateTimeField, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters.widgets import SuffixedMultiWidget

from persian.forms import JalaliDateField
from persian.jalali import day_bounds
from persian.widgets import JalaliDateInput


class JalaliRangeWidget(SuffixedMultiWidget):
    """Two Jalali dates, `<name>_from` and `<name>_to` in the query string."""

    suffixes = ["from", "to"]

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        labels = (_("From date"), _("To date"))
        super().__init__([JalaliDateInput({"aria-label": label}) for label in labels], attrs)

    def decompress(self, value: slice | None) -> list[dt.date | None]:
        """A slice's two ends."""
        return [value.start, value.stop] if value else [None, None]


class JalaliRangeField(forms.MultiValueField):
    """Two days, both inclusive, either of which may be empty; a slice of dates in Python, or None."""

    widget = JalaliRangeWidget

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        fields = (JalaliDateField(required=False), JalaliDateField(required=False))
        super().__init__(fields, *args, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[dt.date | None]) -> slice | None:
        """The range, whose ends must stand in order."""
        first, last = data_list if data_list else (None, None)
        if first and last and last < first:
            raise ValidationError(_("The end of the period lies before its beginning."), code="order")
        return slice(first, last) if first or last else None


class JalaliDateRangeFilter(django_filters.Filter):
    """Rows whose day lies in a period, both ends included.

    Works for a date column and for a moment, whose day is the one in Tehran: the column is compared bare, with the
    moments at which those days begin and end, so that its index serves.
    """

    field_class = JalaliRangeField

    def filter(self, qs: QuerySet[Any], value: slice | None) -> QuerySet[Any]:
        """The rows of the period."""
        if not value:
            return qs
        first, last = value.start, value.stop
        if isinstance(self._column(qs), DateTimeField):
            bounds = {}
            if first:
                bounds[f"{self.field_name}__gte"] = day_bounds(first, first)[0]
            if last:
                bounds[f"{self.field_name}__lt"] = day_bounds(last, last)[1]
        else:
            bounds = {f"{self.field_name}__{op}": day for op, day in (("gte", first), ("lte", last)) if day}
        return qs.exclude(**bounds) if self.exclude else qs.filter(**bounds)

    def _column(self, qs: QuerySet[Any]) -> Any:
        model: Any = qs.model
        *path, name = self.field_name.split("__")
        for part in path:
            model = model._meta.get_field(part).related_model
        return model._meta.get_field(name)


JalaliDateRange = JalaliDateRangeFilter
