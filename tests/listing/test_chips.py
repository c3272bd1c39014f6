"""Chips: one an active filter, with its value in words and the address without it."""

from django import forms
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import translation

from listing.chips import active, chips


class Form(forms.Form):
    text = forms.CharField(label="Text", required=False)
    status = forms.ChoiceField(label="Status", choices=[("", "All"), ("open", "In progress")], required=False)
    late = forms.BooleanField(label="Late only", required=False)
    since = forms.DateField(label="Since", required=False)


def asked(query):
    data = QueryDict(query)
    form = Form(data)
    form.is_valid()
    return form, data


def test_what_is_on_is_told_in_words_and_removed_alone():
    form, data = asked("text=x&status=open&late=on&page=3")
    found = chips(form, data, without=["page"])
    assert [(chip.label, chip.value) for chip in found] == [("Text", "x"), ("Status", "In progress"), ("Late only", "")]
    assert [chip.query for chip in found] == ["status=open&late=on", "text=x&late=on", "text=x&status=open"]


def test_a_refused_value_is_no_chip_and_leaves_the_others():
    form, data = asked("text=x&status=nonsense&since=yesterday")
    assert active(form) == {"text": "x"}
    assert [chip.label for chip in chips(form, data)] == ["Text"]
    assert chips(*asked("")) == []


def test_the_component_links_each_away_and_all_at_once():
    form, data = asked("text=<b>&late=on")
    values = {"chips": chips(form, data), "tab": "mine"}
    with translation.override("en"):
        one = render_to_string("components/chips.html", values)
        many = render_to_string("components/chips.html", values | {"remove_all": "/all/"})
    assert 'href="?tab=mine&amp;late=on"' in one
    assert "&lt;b&gt;" in one
    assert "Remove all" not in one
    assert 'href="/all/"' in many
