"""What changed in a record, field by field, in words."""

import pytest
from django.utils import translation

from forms_ext import selectors, services
from forms_ext.changes import changes
from tests.accounts.factories import UserFactory
from tests.forms_ext.factories import published_form
from tests.forms_ext.test_answers import stored

pytestmark = pytest.mark.django_db

FIELDS = [
    {"type": "heading", "label": "ملک"},
    {"type": "number", "name": "area", "label": "مساحت", "unit": "متر"},
    {"type": "single_choice", "name": "use", "label": "کاربری", "options": {"home": "مسکونی", "shop": "تجاری"}},
    {"type": "jalali_date", "name": "day", "label": "روز"},
    {"type": "file", "name": "plan", "label": "نقشه"},
]


@pytest.fixture(autouse=True)
def _persian(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}},
    }
    with translation.override("fa"):
        yield


def between(before, after, of, **more):
    return [(one.path, one.label, one.old, one.new) for one in changes(before, after, selectors.fields(of), **more)]


def test_old_and_new_in_words_in_the_order_of_the_form():
    version = published_form("فرم", FIELDS)
    before = {"use": "home", "area": "80", "day": "2026-11-24"}
    after = {"use": "shop", "area": "1250.5", "day": "2026-11-24"}
    assert between(before, after, version) == [
        ("area", "مساحت", "۸۰ متر", "۱٬۲۵۰٫۵ متر"),
        ("use", "کاربری", "مسکونی", "تجاری"),
    ]


def test_empty_ones_are_alike_and_shown_as_empty():
    version = published_form("فرم", FIELDS)
    assert between({"area": None, "use": ""}, {"use": None}, version) == []
    assert between({"area": None}, {"area": "80"}, version) == [("area", "مساحت", "", "۸۰ متر")]
    assert between({"area": "80"}, {}, version) == [("area", "مساحت", "۸۰ متر", "")]


def test_a_form_that_changed_between():
    old = published_form("فرم", [*FIELDS, {"type": "text", "name": "gone", "label": "حذف‌شده"}])
    renamed = {"type": "single_choice", "name": "use", "label": "نوع کاربری", "options": {"home": "منزل"}}
    new = published_form("فرم", [renamed, {"type": "text", "name": "fresh", "label": "تازه"}])
    specs = selectors.fields(old)
    assert between({"use": "home", "gone": "الف"}, {"use": "home", "fresh": "ب"}, new, fields_before=specs) == [
        ("fresh", "تازه", "", "ب"),
        ("gone", "حذف‌شده", "الف", ""),
    ], "an option that is called otherwise is no change"
    assert between({"use": "shop"}, {"use": "home"}, new, fields_before=specs) == [
        ("use", "نوع کاربری", "تجاری", "منزل")
    ], "each in the words of its own version"


def test_the_history_of_a_record(django_assert_num_queries):
    ali, sara = UserFactory(), UserFactory()
    version = published_form("فرم", FIELDS)
    plan, newer = stored(ali), stored(ali)
    newer.original_name = "نقشه تازه.pdf"
    newer.save()
    record = services.save_record(version=version, answers={"area": "80", "plan": str(plan.pk)}, user=ali)
    with django_assert_num_queries(0):
        assert selectors.record_changes([record]) == []
    services.save_record(version=version, answers={"area": "90", "plan": str(plan.pk)}, user=ali, record=record)
    selectors.fields(selectors.version(version.pk))
    with django_assert_num_queries(1):
        selectors.record_changes([record])
    services.save_record(version=version, answers={"area": "90", "plan": str(newer.pk)}, user=sara, record=record)
    with django_assert_num_queries(2):
        found = selectors.record_changes([record])
    assert [(one.author, [(row.label, row.old, row.new) for row in one.rows]) for one in found] == [
        (sara, [("نقشه", "نقشه.pdf", "نقشه تازه.pdf")]),
        (ali, [("مساحت", "۸۰ متر", "۹۰ متر")]),
    ]
