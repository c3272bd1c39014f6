"""Field types: each says what it must, once."""

import pytest
from django import forms
from django.core.exceptions import ImproperlyConfigured
from django.utils import translation

from forms_ext.conditions import OPERATORS, FieldKind
from forms_ext.fields import FieldType, field_type, field_types
from forms_ext.fields.registry import add, spec_of

EVERY_TYPE = [
    "text",
    "long_text",
    "number",
    "yes_no",
    "single_choice",
    "multiple_choice",
    "jalali_date",
    "time",
    "national_id",
    "mobile",
    "email",
    "file",
    "image",
    "heading",
]


class Colour(FieldType):
    type_id = "colour"
    kind = FieldKind.TEXT
    label = "Colour"

    def form_field(self, spec):
        return forms.CharField(**self.common(spec))

    def json_schema(self, spec):
        return {"type": "string"}

    def to_cell(self, value, spec):
        return value


def test_the_types_in_the_order_of_the_designer():
    assert list(field_types()) == EVERY_TYPE


def test_a_type_is_added():
    registry = {}
    add(Colour, registry)
    assert registry["colour"].get_form_block().label == "Colour"
    field = registry["colour"].form_field(spec_of({"type": "text", "id": "", "value": {"label": "رنگ"}}))
    assert field.label == "رنگ"


def test_a_second_type_of_one_id_is_refused():
    with pytest.raises(ImproperlyConfigured, match="two field types"):
        add(Colour, {"colour": Colour()})


@pytest.mark.parametrize("missing", ["type_id", "kind", "label"])
def test_a_type_that_does_not_say_what_it_is_is_refused(missing):
    with pytest.raises(ImproperlyConfigured, match=missing):
        add(type("Bad", (Colour,), {missing: "" if missing != "kind" else None}), {})


@pytest.mark.parametrize("missing", ["form_field", "json_schema", "to_cell"])
def test_a_type_that_does_not_say_this_of_its_answers_is_refused(missing):
    with pytest.raises(ImproperlyConfigured, match=missing):
        add(type("Bad", (Colour,), {missing: getattr(FieldType, missing)}), {})


@pytest.mark.parametrize("operators", [(), ("gt",), ("eq", "resembles")])
def test_a_type_offers_operators_of_its_kind(operators):
    with pytest.raises(ImproperlyConfigured, match="operators"):
        add(type("Bad", (Colour,), {"operators": operators}), {})
    add(type("Good", (Colour,), {"operators": ("eq",)}), {})


def test_a_type_that_is_gone_is_named():
    with pytest.raises(LookupError, match="hologram"):
        field_type("hologram")


@pytest.mark.parametrize("type_id", EVERY_TYPE)
def test_every_type_is_whole(type_id):
    kind = field_type(type_id)
    block = kind.get_form_block()
    assert "label" in block.child_blocks
    with translation.override("fa"):
        persian = str(kind.label)
    assert any("آ" <= letter <= "ی" for letter in persian), "its label is translated"
    if kind.is_content:
        return
    assert {"name", "required", "help_text"} <= set(block.child_blocks)
    assert kind.kind in OPERATORS
    value = {"label": "پرسش", "name": "answer", "help_text": "راهنما", "required": True, "options": [{"label": "الف"}]}
    spec = spec_of({"type": type_id, "id": "1", "value": value})
    field = kind.form_field(spec)
    assert (field.label, field.required) == ("پرسش", True)
    assert kind.get_formfield(value).label == "پرسش", "also by the package's own contract"
    assert kind.to_json(None) in (None, [])
    assert kind.display(None, spec) == ""
    assert kind.problems(kind.parameters({"options": [{"label": "الف"}]})) == [], (
        "as the designer offers it, it can be published"
    )


@pytest.mark.parametrize("type_id", EVERY_TYPE)
def test_settings_are_made_plain_once(type_id):
    """What a version stores as settings reads as the same settings again."""
    kind = field_type(type_id)
    settings = {
        "min": "۱۴۰۵/۰۱/۰۱" if type_id == "jalali_date" else "۵",
        "options": [{"label": "الف"}, {"label": "ب", "value": "B"}],
        "kinds": ["pdf"],
    }
    once = dict(kind.parameters(settings))
    assert dict(kind.parameters(once)) == once
