"""Dates and times in the Wagtail admin: Jalali, with Persian digits, for every model's fields.

Imported when the app is ready, before Wagtail builds any form. Panels and snippets need name no widget; a form that
wants Wagtail's own names it in its panel.
"""

import datetime as dt

from django.db import models
from wagtail.admin.active_filters import DateFromToRangeFilterAdapter, register_filter_adapter_class
from wagtail.admin.forms.models import register_form_field_override

from persian.filters import JalaliDateRangeFilter
from persian.forms import JalaliDateField, JalaliDateTimeField, PersianTimeField
from persian.jalali import format_date
from persian.widgets import JalaliDateInput, JalaliDateTimeInput, PersianTimeInput

register_form_field_override(
    models.DateField, override={"form_class": JalaliDateField, "widget": JalaliDateInput}, exact_class=True
)
register_form_field_override(
    models.DateTimeField, override={"form_class": JalaliDateTimeField, "widget": JalaliDateTimeInput}, exact_class=True
)
register_form_field_override(
    models.TimeField, override={"form_class": PersianTimeField, "widget": PersianTimeInput}, exact_class=True
)


class JalaliDateRangeFilterAdapter(DateFromToRangeFilterAdapter):
    """How a list shows the period that it is filtered by."""

    def format_value(self, value: dt.date | None) -> str:
        """The day by the active language's calendar."""
        return str(self.empty_value_label) if value is None else format_date(value, "medium")


register_filter_adapter_class(JalaliDateRangeFilter, JalaliDateRangeFilterAdapter)
