"""Identifiers and addresses of people."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forms_ext.conditions import FieldKind
from forms_ext.fields.registry import FieldType, Spec, register
from persian.digits import localise
from persian.forms import MobileField, NationalIdField
from persian.text import fold


@register
class NationalId(FieldType):
    """The Iranian national id (کد ملی), stored as ten ASCII digits."""

    type_id = "national_id"
    kind = FieldKind.TEXT
    label = _("National id")
    icon = "user"

    def form_field(self, spec: Spec) -> forms.Field:
        return NationalIdField(**self.common(spec))

    def display(self, value: Any, spec: Spec) -> str:
        return localise(value or "")


@register
class Mobile(FieldType):
    """An Iranian mobile number, stored as `09xxxxxxxxx`."""

    type_id = "mobile"
    kind = FieldKind.TEXT
    label = _("Mobile number")
    icon = "mobile-alt"

    def form_field(self, spec: Spec) -> forms.Field:
        return MobileField(**self.common(spec))

    def display(self, value: Any, spec: Spec) -> str:
        return localise(value or "")


class _FoldedEmail(forms.EmailField):
    def to_python(self, value: Any) -> str | None:
        return super().to_python(fold(value) if value else value)


@register
class Email(FieldType):
    type_id = "email"
    kind = FieldKind.TEXT
    label = _("E-mail")
    icon = "mail"

    def form_field(self, spec: Spec) -> forms.Field:
        return _FoldedEmail(
            widget=forms.EmailInput({"dir": "ltr", "autocomplete": "email"}),
            error_messages={"invalid": _("Write an e-mail address such as name@example.ir.")},
            **self.common(spec),
        )
