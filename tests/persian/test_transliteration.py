"""Machine names from labels."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persian.transliteration import slug_from


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("نام خانوادگی", "name_family"),
        ("كد ملي", "code_national"),
        ("شماره همراه", "number_mobile"),
        ("سن", "sn"),
        ("پیش‌نویس", "pish_nvis"),
        ("متراژ (متر مربع)", "mtrazh_mtr_mrba"),
        ("E-mail", "e_mail"),
        ("۱۲ ماه", "field_12_mah"),
        ("؟", "field"),
        ("", "field"),
    ],
)
def test_names(label, name):
    assert slug_from(label) == name


@given(st.text())
def test_any_label_gives_an_identifier(label):
    name = slug_from(label)
    assert name.isascii()
    assert name.isidentifier()
    assert name == name.lower()
    assert len(name) <= 50
