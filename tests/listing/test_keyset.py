"""Keyset cursors: what we wrote comes back, anything else is the first page; pages meet without gap or repeat."""

import datetime as dt
from dataclasses import dataclass

import pytest
from django.contrib.auth import get_user_model
from hypothesis import given
from hypothesis import strategies as st

from listing.keyset import Cursor, load, newest_first, page_of
from tests.workflows.factories import person

TABS = ("", "new", "late")
moments = st.datetimes(timezones=st.just(dt.UTC), min_value=dt.datetime(1970, 1, 1), max_value=dt.datetime(2100, 1, 1))
cursors = st.builds(
    Cursor, tab=st.sampled_from(TABS), moment=moments, pk=st.integers(0, 2**63 - 1), backward=st.booleans()
)


@given(cursors)
def test_a_cursor_comes_back_as_it_was(cursor):
    assert load(cursor.dump(), cursor.tab) == cursor


@given(cursors, st.sampled_from(TABS))
def test_a_cursor_of_another_list_is_the_first_page(cursor, tab):
    assert (load(cursor.dump(), tab) is None) == (tab != cursor.tab)


@given(cursors, st.integers(0, 200), st.characters(codec="ascii"))
def test_a_changed_cursor_is_a_place_in_the_same_list_or_the_first_page(cursor, position, character):
    text = cursor.dump()
    position %= len(text)
    found = load(text[:position] + character + text[position + 1 :], cursor.tab)
    assert found is None or (found.tab == cursor.tab and 0 <= found.pk < 2**63 and found.moment.tzinfo is not None)


@given(st.one_of(st.none(), st.text()))
def test_what_people_type_is_the_first_page(text):
    assert load(text) is None
    assert load(text, "new") is None


@pytest.mark.parametrize(
    "text",
    ["n.100000000000000000.1", "n.1.9223372036854775808", "n.-1.1", "n.1", "n.١.1", "x.n.1.1", ".n.1.1", "n.1.1 "],
)
def test_near_misses_are_the_first_page(text):
    assert load(text) is None


@dataclass
class Row:
    pk: int
    due: dt.datetime


def test_a_page_of_plain_rows_tells_its_neighbours():
    rows = [Row(pk, dt.datetime(2026, 1, pk, tzinfo=dt.UTC)) for pk in (1, 2, 3)]
    first = page_of(rows, at=None, moment="due", size=2, tab="new")
    assert (first.rows, first.prev) == (rows[:2], None)
    assert load(first.next, "new") == Cursor(rows[1].due, 2, tab="new")
    last = page_of(rows[2:], at=load(first.next, "new"), moment="due", size=2, tab="new")
    assert (last.rows, last.next) == (rows[2:], None)
    back = page_of(rows[1::-1], at=load(last.prev, "new"), moment="due", size=2, tab="new")
    assert (back.rows, back.prev) == (rows[:2], None)
    assert page_of([], at=None, moment="due", size=2).rows == []


@pytest.mark.django_db
def test_pages_of_a_table_meet_without_gap_or_repeat_also_where_moments_are_equal():
    model = get_user_model()
    for _number in range(7):
        person()
    model.objects.update(date_joined=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    late = person()
    wanted = [late.pk, *model.objects.exclude(pk=late.pk).order_by("-pk").values_list("pk", flat=True)]

    def page(cursor):
        return newest_first(model.objects.all(), cursor=cursor, moment="date_joined", size=3)

    pages = [page(None)]
    while pages[-1].next:
        pages.append(page(pages[-1].next))
    assert [row.pk for one in pages for row in one.rows] == wanted
    back = page(pages[-1].prev)
    assert [row.pk for row in back.rows] == [row.pk for row in pages[-2].rows]
    assert page(back.prev).prev is None
