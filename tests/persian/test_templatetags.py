"""`{% load persian %}` in both languages."""

import datetime as dt

import pytest
import time_machine
from django.template import Context, Template
from django.utils import translation

NOW = dt.datetime(2026, 11, 24, 11, 0, tzinfo=dt.UTC)


def render(expression: str, language: str = "fa", **context) -> str:
    with translation.override(language):
        return Template("{% load persian %}{{ " + expression + " }}").render(Context(context))


@pytest.mark.parametrize(
    ("expression", "fa", "en"),
    [
        ("v|jalali", "سه‌شنبه ۳ آذر ۱۴۰۵", "Tuesday 24 November 2026"),
        ('v|jalali:"short"', "۱۴۰۵/۰۹/۰۳", "2026-11-24"),
        ('v|jalali:"datetime"', "سه‌شنبه ۳ آذر ۱۴۰۵، ساعت ۱۴:۳۰", "Tuesday 24 November 2026, 14:30"),
        ('v|jalali:"time"', "۱۴:۳۰", "14:30"),
    ],
)
def test_moments(expression, fa, en):
    assert render(expression, v=NOW) == fa
    assert render(expression, "en", v=NOW) == en


def test_dates_and_stored_texts():
    assert render("v|jalali", v=dt.date(2026, 11, 24)) == "سه‌شنبه ۳ آذر ۱۴۰۵"
    assert render('v|jalali:"datetime"', v=dt.date(2026, 11, 24)) == "سه‌شنبه ۳ آذر ۱۴۰۵"
    assert render('v|jalali:"short"', v="2026-11-24") == "۱۴۰۵/۰۹/۰۳"
    assert render('v|jalali:"short"', v="2026-11-24T21:00:00+00:00") == "۱۴۰۵/۰۹/۰۴"


@pytest.mark.parametrize(
    "name", ["jalali", "digits", "number", "money", "relative", "duration", "tracking", "filesize_fa"]
)
def test_nothing_is_nothing(name):
    assert render(f"v|{name}", v=None) == ""


def test_numbers():
    assert render("v|digits", v="پلاک 12") == "پلاک ۱۲"
    assert render("v|digits", "en", v="۱۲") == "12"
    assert render("v|number", v=1234567) == "۱٬۲۳۴٬۵۶۷"
    assert render("v|money", "en", v=1200000) == "1,200,000 rials"


@pytest.mark.parametrize(
    ("offset", "en"),
    [
        (dt.timedelta(days=3, hours=2), "3 days left"),
        (dt.timedelta(hours=-2), "2 hours ago"),
        (dt.timedelta(minutes=-1), "1 minute ago"),
        (dt.timedelta(seconds=20), "now"),
    ],
)
def test_relative_moments(offset, en):
    with time_machine.travel(NOW, tick=False):
        assert render("v|relative", "en", v=NOW + offset) == en


@pytest.mark.parametrize(("days", "en"), [(0, "today"), (1, "tomorrow"), (-1, "yesterday"), (5, "5 days left")])
def test_relative_days(days, en):
    with time_machine.travel(NOW, tick=False):
        assert render("v|relative", "en", v=dt.date(2026, 11, 24) + dt.timedelta(days=days)) == en


def test_durations():
    assert render("v|duration", "en", v=dt.timedelta(days=2, hours=3, minutes=5)) == "2 days and 3 hours"
    assert render("v|duration", "en", v=dt.timedelta(days=2, minutes=5)) == "2 days"
    assert render("v|duration", "en", v=dt.timedelta(seconds=5)) == "less than a minute"


def test_tracking_codes_stand_left_to_right_in_groups():
    assert render("v|tracking", v="ABCDEFGHJKM") == '<bdi dir="ltr" class="tracking-code">ABC-DEFG-HJKM</bdi>'
    assert "<b>" not in render("v|tracking", v="<b>")
