"""Texts."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from forms_ext.conditions import FieldKind
from forms_ext.fields.cells import Cell, text_cell
from forms_ext.fields.registry import FieldType, JsonSchema, Parameters, Spec, register
from persian.digits import localise
from persian.forms import PersianCharField

# Above this no text is taken, whatever the editor sets: a form is not a place for books.
LONGEST = 50_000


class _Text(FieldType):
    kind = FieldKind.TEXT
    default_length = 1_000
    widget: type[forms.Widget] = forms.TextInput

    def parameter_blocks(self) -> list[tuple[str, blocks.Block]]:
        return [
            (
                "max_length",
                blocks.IntegerBlock(
                    label=_("Longest text (characters)"),
                    default=self.default_length,
                    required=False,
                    min_value=1,
                    max_value=LONGEST,
                ),
            ),
        ]

    def parameters(self, value: Parameters) -> dict[str, Any]:
        return {"max_length": int(value.get("max_length") or self.default_length)}

    def problems(self, parameters: Parameters) -> list[str]:
        if not 1 <= parameters["max_length"] <= LONGEST:
            return [
                gettext("The longest text must be between 1 and %(limit)s characters.") % {"limit": localise(LONGEST)}
            ]
        return []

    def form_field(self, spec: Spec) -> forms.Field:
        return PersianCharField(
            max_length=spec.parameters["max_length"], widget=self.widget(self.attributes()), **self.common(spec)
        )

    def attributes(self) -> dict[str, Any]:
        return {"dir": "auto"}

    def json_schema(self, spec: Spec) -> JsonSchema:
        return {"type": "string", "minLength": 1, "maxLength": spec.parameters["max_length"]}

    def to_cell(self, value: Any, spec: Spec) -> Cell:
        return text_cell(value or "")


@register
class Text(_Text):
    type_id = "text"
    label = _("Text")
    icon = "pilcrow"


@register
class LongText(_Text):
    type_id = "long_text"
    label = _("Long text")
    icon = "doc-full"
    default_length = 10_000
    widget = forms.Textarea

    def attributes(self) -> dict[str, Any]:
        return {"rows": 4, "dir": "auto"}
