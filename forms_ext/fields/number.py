"""Numbers."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from forms_ext.conditions import FieldKind
from forms_ext.fields.cells import Cell, number_cell
from forms_ext.fields.json_values import DECIMAL
from forms_ext.fields.registry import FieldType, JsonSchema, Parameters, Spec, register
from persian.digits import number_text
from persian.forms import PersianDecimalField, PersianIntegerField
from persian.quantities import format_number

_WHOLE = r"^-?(0|[1-9][0-9]*)$"
# No bound and no answer is longer; `1e99999999` is ten characters, and would be written out as a hundred million.
MOST_DIGITS = 25


def decimal_or_none(value: Any) -> Decimal | None:
    """The number that a text is; None where it is none, or an absurd one."""
    if value in (None, ""):
        return None
    try:
        number = Decimal(number_text(str(value)))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) <= MOST_DIGITS else None


def _bound(text: Any) -> str | None:
    """An editor's bound as plain digits; what is no number is kept, for `problems` to name."""
    if text in (None, ""):
        return None
    number = decimal_or_none(text)
    return str(text) if number is None else f"{number:f}"


@register
class Number(FieldType):
    """A number, stored as text so that no digit is lost to floating point."""

    type_id = "number"
    kind = FieldKind.NUMBER
    label = _("Number")
    icon = "order"

    def parameter_blocks(self) -> list[tuple[str, blocks.Block]]:
        return [
            ("integer", blocks.BooleanBlock(label=_("Whole numbers only"), required=False)),
            ("min", blocks.CharBlock(label=_("Least"), required=False, max_length=20)),
            ("max", blocks.CharBlock(label=_("Greatest"), required=False, max_length=20)),
            ("unit", blocks.CharBlock(label=_("Unit"), required=False, max_length=30)),
        ]

    def parameters(self, value: Parameters) -> dict[str, Any]:
        return {
            "integer": bool(value.get("integer")),
            "min": _bound(value.get("min")),
            "max": _bound(value.get("max")),
            "unit": value.get("unit") or "",
        }

    def problems(self, parameters: Parameters) -> list[str]:
        low, high = decimal_or_none(parameters["min"]), decimal_or_none(parameters["max"])
        if (parameters["min"] and low is None) or (parameters["max"] and high is None):
            return [gettext("The least and greatest values must be numbers.")]
        if low is not None and high is not None and low > high:
            return [gettext("The least number is greater than the greatest.")]
        return []

    def form_field(self, spec: Spec) -> forms.Field:
        low, high = decimal_or_none(spec.parameters["min"]), decimal_or_none(spec.parameters["max"])
        common = self.common(spec)
        if unit := spec.parameters["unit"]:
            common["label"] = f"{spec.label} ({unit})"
        if spec.parameters["integer"]:
            return PersianIntegerField(
                min_value=None if low is None else int(low), max_value=None if high is None else int(high), **common
            )
        return PersianDecimalField(min_value=low, max_value=high, max_digits=MOST_DIGITS, decimal_places=6, **common)

    def to_json(self, value: Any) -> str | None:
        return None if value is None else f"{Decimal(value):f}"

    def from_json(self, value: Any) -> Any:
        number = decimal_or_none(value)
        return value if number is None else number

    def display(self, value: Any, spec: Spec) -> str:
        number = decimal_or_none(value)
        if number is None:
            return ""
        return f"{format_number(number)} {spec.parameters.get('unit') or ''}".strip()

    def json_schema(self, spec: Spec) -> JsonSchema:
        """JSON Schema cannot bound a number that is written as text: the bounds are the Django field's."""
        return {
            "type": "string",
            "format": "decimal",
            "pattern": _WHOLE if spec.parameters["integer"] else DECIMAL,
        }

    def to_cell(self, value: Any, spec: Spec) -> Cell:
        number = decimal_or_none(value)
        return None if number is None else number_cell(number)
