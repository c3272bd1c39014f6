"""Form fields: either digit set in, plain Python out, Persian on the screen, and refusals that keep what was typed."""

import datetime as dt
from decimal import Decimal

import pytest
from django import forms
from django.utils import translation

from persian import jalali
from persian.blocks import JalaliDateBlock
from persian.forms import (
    JalaliDateField,
    JalaliDateTimeField,
    MobileField,
    NationalIdField,
    PersianCharField,
    PersianDecimalField,
    PersianIntegerField,
    PersianTimeField,
    PostalCodeField,
)


@pytest.fixture(autouse=True)
def _persian():
    with translation.override("fa"):
        yield


class Everything(forms.Form):
    name = PersianCharField(max_length=10, required=False)
    born = JalaliDateField(required=False, min_value=dt.date(1921, 3, 21), max_value=jalali.today)
    at = PersianTimeField(required=False)
    count = PersianIntegerField(required=False, min_value=1, max_value=2000)
    area = PersianDecimalField(required=False, max_digits=8, decimal_places=2)
    national_id = NationalIdField(required=False)
    mobile = MobileField(required=False)
    postal_code = PostalCodeField(required=False)


def test_persian_in_python_out():
    form = Everything(
        {
            "name": " علي ٢ ",
            "born": "۱۳۶۰/۱/۲",
            "at": "۱۴:۳۰",
            "count": "۱٬۲۳۴",
            "area": "۱۲۳٫۵",
            "national_id": "۰۰۱۳۵۴۲۴۱۹",
            "mobile": "+۹۸ ۹۱۲ ۱۲۳ ۴۵۶۷",
            "postal_code": "۱۱۹۳۶-۵۳۴۷۱",
        }
    )
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "name": "علی 2",
        "born": dt.date(1981, 3, 22),
        "at": dt.time(14, 30),
        "count": 1234,
        "area": Decimal("123.5"),
        "national_id": "0013542419",
        "mobile": "09121234567",
        "postal_code": "1193653471",
    }


def test_empty_is_empty():
    form = Everything({})
    assert form.is_valid()
    assert form.cleaned_data == {
        "name": "", "born": None, "at": None, "count": None, "area": None,
        "national_id": "", "mobile": "", "postal_code": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("born", "1402/12/30"),
        ("born", "۱۴۰۳/۱۲/۳۱"),
        ("born", "1299/01/01"),
        ("born", "1599/01/01"),
        ("at", "۲۵:۰۰"),
        ("at", "ظهر"),
        ("count", "۰"),
        ("count", "۲٬۰۰۱"),
        ("count", "1,5"),
        ("area", "۱٫۲۳۴"),
        ("national_id", "1111111111"),
        ("mobile", "0912"),
        ("postal_code", "123"),
        ("name", "ی" * 11),
    ],
)
def test_refusals_stand_at_their_field_and_keep_what_was_typed(field, typed):
    form = Everything({field: typed})
    assert list(form.errors) == [field]
    assert len(form.errors[field]) == 1
    from persian.digits import to_persian

    shown = str(form[field])
    assert f'value="{typed}"' in shown or f'value="{to_persian(typed)}"' in shown


def test_dates_are_shown_as_jalali():
    form = Everything(
        initial={"born": dt.date(1981, 3, 22), "at": dt.time(14, 30), "count": 12, "area": Decimal("1.50")}
    )
    assert 'value="۱۳۶۰/۰۱/۰۲"' in str(form["born"])
    assert 'placeholder="۱۴۰۵/۰۹/۰۳"' in str(form["born"])
    assert 'inputmode="numeric"' in str(form["born"])
    assert 'dir="ltr"' in str(form["born"])
    assert "data-jdp" in str(form["born"])
    assert 'data-jdp-min-date="1300/01/01"' in str(form["born"])
    assert 'data-jdp-max-date="today"' in str(form["born"])
    assert 'value="۱۴:۳۰"' in str(form["at"])
    assert 'value="۱۲"' in str(form["count"])
    assert 'value="۱' in str(form["area"])


def test_what_is_shown_unchanged_is_no_change():
    initial = {
        "born": dt.date(1981, 3, 22),
        "at": dt.time(14, 30),
        "count": 1200,
        "area": Decimal("1.50"),
        "name": "علی",
    }
    blank = Everything(initial=initial)
    shown = {name: blank[name].subwidgets[0].data["value"] for name in initial}
    form = Everything(shown, initial=initial)
    assert form.is_valid(), form.errors
    assert form.changed_data == []


def test_english_takes_both_calendars_and_shows_gregorian():
    with translation.override("en"):
        field = JalaliDateField()
        assert field.clean("2026-11-24") == field.clean("1405/09/03") == dt.date(2026, 11, 24)
        shown = field.widget.render("d", dt.date(2026, 11, 24))
        assert 'value="2026-11-24"' in shown
        assert "data-jdp" not in shown


def test_bounds_are_inclusive_and_told_in_jalali():
    field = JalaliDateField(min_value=dt.date(2026, 11, 24), max_value=dt.date(2026, 11, 25))
    assert field.clean("1405/09/03") == dt.date(2026, 11, 24)
    assert field.clean("1405/09/04") == dt.date(2026, 11, 25)
    for typed in ("1405/09/02", "1405/09/05"):
        with pytest.raises(forms.ValidationError) as refusal:
            field.clean(typed)
        assert "آذر ۱۴۰۵" in refusal.value.messages[0]


def test_the_picker_comes_with_the_field():
    assert "js/persian-datepicker.js" in str(Everything().media)


def test_html_is_text():
    form = Everything({"name": "<b>x</b>"})
    assert "&lt;b&gt;" in str(form["name"])


class TestMoments:
    def test_day_and_time_in_tehran(self):
        field = JalaliDateTimeField()
        assert field.clean("۱۴۰۵/۰۹/۰۳ ۱۴:۳۰") == dt.datetime(2026, 11, 24, 11, 0, tzinfo=dt.UTC)
        assert field.clean("1405-9-3") == dt.datetime(2026, 11, 23, 20, 30, tzinfo=dt.UTC)

    @pytest.mark.parametrize("typed", ["1402/12/30 10:00", "1405/09/03 25:00", "10:00", "2026-11-24 10:00"])
    def test_refusals(self, typed):
        with pytest.raises(forms.ValidationError):
            JalaliDateTimeField().clean(typed)

    def test_shown_unchanged_is_no_change(self):
        class Scheduled(forms.Form):
            at = JalaliDateTimeField()

        moment = dt.datetime(2026, 11, 24, 11, 0, 12, tzinfo=dt.UTC)
        shown = Scheduled(initial={"at": moment})["at"].subwidgets[0].data["value"]
        assert shown == "۱۴۰۵/۰۹/۰۳ ۱۴:۳۰"
        assert Scheduled({"at": shown}, initial={"at": moment}).changed_data == []
        assert Scheduled({"at": "1405/09/03 14:31"}, initial={"at": moment}).changed_data == ["at"]

    def test_a_gregorian_widget_is_read_as_it_shows(self):
        day = JalaliDateField(widget=forms.DateInput)
        moment = JalaliDateTimeField(widget=forms.DateTimeInput)
        assert day.clean("2026-11-24") == dt.date(2026, 11, 24)
        assert moment.clean("2026-11-24 14:30") == dt.datetime(2026, 11, 24, 11, 0, tzinfo=dt.UTC)


def test_a_day_in_a_stream_is_stored_as_iso():
    block = JalaliDateBlock()
    stored = block.get_prep_value(block.clean(block.value_from_datadict({"d": "۱۴۰۵/۹/۳"}, {}, "d")))
    assert stored == "2026-11-24"
    assert block.get_form_state(block.to_python(stored)) == "۱۴۰۵/۰۹/۰۳"
    assert block.render(block.to_python(stored)) == "سه‌شنبه ۳ آذر ۱۴۰۵"
