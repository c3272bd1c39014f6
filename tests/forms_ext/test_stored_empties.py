"""The migrations that drop stored empties, on rows as they were written before."""

import importlib

import pytest
from django.apps import apps

from forms_ext.models import FormRecord
from tests.forms_ext.factories import published_form

pytestmark = pytest.mark.django_db


def test_records_lose_their_stored_empties_and_nothing_else():
    version = published_form("فرم", [{"type": "text", "name": "a", "label": "الف"}])
    stored = {"a": "x", "b": None, "c": "", "d": [], "e": False}
    old = FormRecord.objects.create(version=version, answers=stored)
    clean = FormRecord.objects.create(version=version, answers={"a": "0"})
    importlib.import_module("forms_ext.migrations.0005_empty_answers_absent").drop(apps, None)
    old.refresh_from_db()
    clean.refresh_from_db()
    assert old.answers == {"a": "x", "e": False}
    assert clean.answers == {"a": "0"}


def test_unfinished_work_keeps_a_form_that_was_emptied():
    migration = importlib.import_module("workflows.migrations.0004_empty_answers_absent")
    data = {"answers": {"one": {"a": None}, "two": {"b": "x", "c": []}}, "authors": {"one": 1}}
    assert migration.unfinished(data) == {"answers": {"one": {}, "two": {"b": "x"}}, "authors": {"one": 1}}
    assert migration.unfinished({"other": None}) == {"other": None}
