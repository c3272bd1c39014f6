"""Editors' texts: placeholders are replaced, and nothing else is ever interpreted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.placeholders import substitute

VALUES = {"tracking_code": "7K3M-9QZ2-W4T", "service": "صدور پروانه", "permit.area": "۱۲۰"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("کد {{ tracking_code }} ثبت شد", "کد 7K3M-9QZ2-W4T ثبت شد"),
        ("{{service}} {{ permit.area }}", "صدور پروانه ۱۲۰"),
        ("{{ unknown }}|{{ permit.other }}", "|"),
        ("{% load x %}{{ service|safe }}{{ service.title.x }}", "{% load x %}{{ service|safe }}{{ service.title.x }}"),
        ("{{ __class__ }}{ service }", "{ service }"),
        ("{{ settings.SECRET_KEY }}", ""),
    ],
)
def test_placeholders(text, expected):
    assert substitute(text, VALUES) == expected


def test_a_value_is_not_substituted_again():
    assert substitute("{{ a }}", {"a": "{{ b }}", "b": "wrong"}) == "{{ b }}"


def test_a_callable_is_asked_only_where_it_is_met():
    asked = []
    values = {"a": lambda: asked.append(1) or "x"}
    assert substitute("nothing", values) == "nothing"
    assert asked == []
    assert substitute("{{ a }}", values) == "x"


@given(st.text())
def test_text_without_placeholders_stays(text):
    if "{{" not in text:
        assert substitute(text, VALUES) == text
