"""Identifiers and addresses of people."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forms_ext.conditions import FieldKind
from forms_ext.fields.cells import Cell, text_cell
from forms_ext.fields.registry import FieldType, JsonSchema, Spec, register
from persian.digits import localise
from persian.forms import MobileField, NationalIdField
from persian.text import fold


class _Identifier(FieldType):
    """A text of known shape; a cell keeps it as text, with its leading zeros."""

    kind = FieldKind.TEXT

    def display(self, value: Any, spec: Spec) -> str:
        return localise(value or "")

    def to_cell(self, value: Any, spec: Spec) -> Cell:
        return text_cell(value or "")


@register
class NationalId(_Identifier):
    """The Iranian national id (کد ملی), stored as ten ASCII digits."""

    type_id = "national_id"
    label = _("National id")
    icon = "user"

    def form_field(self, spec: Spec) -> forms.Field:
        return NationalIdField(**self.common(spec))

    def json_schema(self, spec: Spec) -> JsonSchema:
        return {"type": "string", "pattern": "^[0-9]{10}$"}


@register
class Mobile(_Identifier):
    """An Iranian mobile number, stored as `09xxxxxxxxx`."""

    type_id = "mobile"
    label = _("Mobile number")
    icon = "mobile-alt"

    def form_field(self, spec: Spec) -> forms.Field:
        field = MobileField(**self.common(spec))
        field.widget.attrs["autocomplete"] = "tel"
        return field

    def json_schema(self, spec: Spec) -> JsonSchema:
        return {"type": "string", "pattern": "^09[0-9]{9}$"}


class _FoldedEmail(forms.EmailField):
    def to_python(self, value: Any) -> str | None:
        return super().to_python(fold(value) if value else value)


@register
class Email(_Identifier):
    type_id = "email"
    label = _("E-mail")
    icon = "mail"

    def form_field(self, spec: Spec) -> forms.Field:
        return _FoldedEmail(
            widget=forms.EmailInput({"dir": "ltr", "autocomplete": "email"}),
            error_messages={"invalid": _("Write an e-mail address such as name@example.ir.")},
            **self.common(spec),
        )

    def display(self, value: Any, spec: Spec) -> str:
        return value or ""

    def json_schema(self, spec: Spec) -> JsonSchema:
        return {"type": "string", "format": "email"}
