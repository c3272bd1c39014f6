"""Dates and times."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from forms_ext.conditions import FieldKind
from forms_ext.fields.cells import Cell, date_cell
from forms_ext.fields.json_values import TIME
from forms_ext.fields.registry import FieldType, JsonSchema, Parameters, Spec, register
from persian.forms import JalaliDateField, PersianTimeField
from persian.jalali import JalaliDateError, format_date, format_time, parse_date


def _bound(text: Any) -> str | None:
    """An editor's Jalali bound as ISO 8601; what is no date is kept, for `problems` to name."""
    if not text:
        return None
    try:
        return dt.date.fromisoformat(str(text)).isoformat() if str(text)[:2] in {"19", "20"} else _parsed(text)
    except ValueError:
        return str(text)


def _parsed(text: Any) -> str:
    try:
        return parse_date(str(text)).isoformat()
    except JalaliDateError:
        return str(text)


def _date(text: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(text)) if text else None
    except ValueError:
        return None


@register
class JalaliDate(FieldType):
    """A day: asked and shown in the Jalali calendar, stored as ISO 8601 Gregorian."""

    type_id = "jalali_date"
    kind = FieldKind.DATE
    label = _("Date (Jalali)")
    icon = "date"

    def parameter_blocks(self) -> list[tuple[str, blocks.Block]]:
        hint = _("A Jalali date such as 1405/09/03; blank for no limit.")
        return [
            ("min", blocks.CharBlock(label=_("Earliest"), required=False, max_length=10, help_text=hint)),
            ("max", blocks.CharBlock(label=_("Latest"), required=False, max_length=10, help_text=hint)),
        ]

    def parameters(self, value: Parameters) -> dict[str, Any]:
        return {"min": _bound(value.get("min")), "max": _bound(value.get("max"))}

    def problems(self, parameters: Parameters) -> list[str]:
        low, high = _date(parameters["min"]), _date(parameters["max"])
        if (parameters["min"] and low is None) or (parameters["max"] and high is None):
            return [gettext("The earliest and latest dates must be Jalali dates such as 1405/09/03.")]
        if low and high and low > high:
            return [gettext("The earliest date is after the latest.")]
        return []

    def form_field(self, spec: Spec) -> forms.Field:
        return JalaliDateField(
            min_value=_date(spec.parameters["min"]), max_value=_date(spec.parameters["max"]), **self.common(spec)
        )

    def to_json(self, value: Any) -> str | None:
        return value.isoformat() if value else None

    def from_json(self, value: Any) -> Any:
        return _date(value) or value

    def display(self, value: Any, spec: Spec) -> str:
        day = _date(value)
        return format_date(day, "medium") if day else ""

    def json_schema(self, spec: Spec) -> JsonSchema:
        return {"type": "string", "format": "date"}

    def to_cell(self, value: Any, spec: Spec) -> Cell:
        day = _date(value)
        return date_cell(day) if day else None


@register
class Time(FieldType):
    """A time of day, stored as ISO 8601 (`14:30:00`)."""

    type_id = "time"
    kind = FieldKind.TIME
    label = _("Time")
    icon = "time"

    def form_field(self, spec: Spec) -> forms.Field:
        return PersianTimeField(**self.common(spec))

    def to_json(self, value: Any) -> str | None:
        return value.isoformat() if value else None

    def from_json(self, value: Any) -> Any:
        try:
            return dt.time.fromisoformat(str(value)) if value else None
        except ValueError:
            return value

    def display(self, value: Any, spec: Spec) -> str:
        time = self.from_json(value)
        return format_time(time) if isinstance(time, dt.time) else ""

    def json_schema(self, spec: Spec) -> JsonSchema:
        """Not the format `time`, which wants an offset from UTC: this is a time by the clock on the wall."""
        return {"type": "string", "format": "local-time", "pattern": TIME}

    def to_cell(self, value: Any, spec: Spec) -> Cell:
        time = self.from_json(value)
        return time if isinstance(time, dt.time) else None
