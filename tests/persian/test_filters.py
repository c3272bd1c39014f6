"""The period filter: both ends included, days of Tehran, for dates and for moments."""

import datetime as dt

import django_filters
import pytest
from django.contrib.auth import get_user_model
from django.utils import translation

from persian.filters import JalaliDateRangeFilter
from persian.models import Holiday

pytestmark = pytest.mark.django_db


class Holidays(django_filters.FilterSet):
    date = JalaliDateRangeFilter()

    class Meta:
        model = Holiday
        fields = ["date"]


class People(django_filters.FilterSet):
    joined = JalaliDateRangeFilter(field_name="date_joined")

    class Meta:
        model = get_user_model()
        fields = ["joined"]


@pytest.fixture(autouse=True)
def _persian():
    with translation.override("fa"):
        yield


def holidays(**query: str) -> list[dt.date]:
    found = Holidays(query, Holiday.objects.all())
    assert found.is_valid(), found.errors
    return list(found.qs.values_list("date", flat=True))


def test_both_ends_are_included():
    days = holidays(date_from="۱۴۰۵/۰۱/۰۱", date_to="1405/01/12")
    assert days[0] == dt.date(2026, 3, 21)
    assert days[-1] == dt.date(2026, 4, 1)


def test_either_end_may_be_empty():
    everything = Holiday.objects.count()
    assert len(holidays(date_from="1405/01/01")) + len(holidays(date_to="1404/12/29")) == everything
    assert len(holidays()) == len(holidays(date_from="", date_to="")) == everything


@pytest.mark.parametrize("query", [{"date_from": "1402/12/30"}, {"date_from": "1405/02/01", "date_to": "1405/01/01"}])
def test_a_wrong_period_is_told(query):
    assert not Holidays(query, Holiday.objects.all()).is_valid()


def test_moments_belong_to_their_day_in_tehran():
    for hour, name in ((20, "still_the_third"), (21, "already_the_fourth")):
        person = get_user_model().objects.create(username=name)
        person.date_joined = dt.datetime(2026, 11, 24, hour, tzinfo=dt.UTC)
        person.save()
    found = People({"joined_from": "1405/09/03", "joined_to": "1405/09/03"}, get_user_model().objects.all())
    assert [p.username for p in found.qs] == ["still_the_third"]


def test_the_inputs_are_labelled_and_keep_what_was_typed():
    form = Holidays({"date_from": "1402/12/30"}, Holiday.objects.all()).form
    assert 'name="date_from"' in str(form["date"])
    assert 'name="date_to"' in str(form["date"])
    assert "۱۴۰۲/۱۲/۳۰" in str(form["date"])
    assert str(form["date"]).count("aria-label") == 2
