"""Worklist cursors: what we wrote comes back, anything else is the first page."""

import datetime as dt

from django.core import signing
from hypothesis import given
from hypothesis import strategies as st

from workflows.reads.cursors import Cursor, load
from workflows.reads.worklist import TABS

moments = st.datetimes(timezones=st.just(dt.UTC), min_value=dt.datetime(1990, 1, 1), max_value=dt.datetime(2100, 1, 1))
cursors = st.builds(Cursor, tab=st.sampled_from(TABS), moment=moments, pk=st.integers(1, 2**60), backward=st.booleans())


@given(cursors)
def test_a_cursor_comes_back_as_it_was(cursor):
    assert load(cursor.dump(), cursor.tab) == cursor


@given(cursors, st.sampled_from(TABS))
def test_a_cursor_of_another_tab_is_the_first_page(cursor, tab):
    assert (load(cursor.dump(), tab) is None) == (tab != cursor.tab)


@given(cursors, st.integers(0, 200), st.characters(codec="ascii"))
def test_a_damaged_cursor_is_the_first_page(cursor, position, character):
    text = cursor.dump()
    position %= len(text)
    damaged = text[:position] + character + text[position + 1 :]
    assert load(damaged, cursor.tab) in (None, cursor)


@given(st.one_of(st.none(), st.text()))
def test_what_people_type_is_the_first_page(text):
    assert load(text, "new") is None


def test_signed_nonsense_is_the_first_page():
    for value in ([], ["new"], ["new", "yesterday", 1, 0], ["new", "2026-01-01T00:00:00", 1, 0], 5, {"a": 1}):
        assert load(signing.dumps(value, salt="workflows.worklist.cursor"), "new") is None
