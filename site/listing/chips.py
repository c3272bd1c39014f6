"""The filters of a list that are on, each to be removed by itself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.http import QueryDict

__all__ = ["Chip", "active", "chips"]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on: its label, its value in words (empty for a switch), and the query string without it."""

    label: str
    value: str
    query: str


def active(form: forms.Form) -> dict[str, Any]:
    """The accepted values by field name, the empty left out. A refused value leaves the others in force."""
    form.is_valid()
    values = getattr(form, "cleaned_data", {})
    return {name: value for name, value in values.items() if value not in (None, "", False)}


def chips(form: forms.Form, data: QueryDict, *, without: Collection[str] = ()) -> list[Chip]:
    """One chip an active filter. `without` names what never stays in the address: the page that one was on."""
    return [
        Chip(str(form.fields[name].label), _words(form, name, data), _query(data, {name, *without}))
        for name in active(form)
    ]


def _words(form: forms.Form, name: str, data: QueryDict) -> str:
    field, value = form.fields[name], form.cleaned_data[name]
    if value is True:
        return ""
    if isinstance(field, forms.ModelChoiceField):
        return str(value)
    if isinstance(field, forms.ChoiceField):
        return str(dict(cast("list[tuple[Any, Any]]", field.choices)).get(value, value))
    return str(data.get(name, ""))


def _query(data: QueryDict, dropped: Collection[str]) -> str:
    rest = data.copy()
    for name in dropped:
        rest.pop(name, None)
    return rest.urlencode()
