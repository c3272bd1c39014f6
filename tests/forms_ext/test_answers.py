"""Answers on their way in and out: checked, bound to their files, shown in words."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from forms_ext import selectors, services
from forms_ext.models import Attachment, FormRecord
from tests.accounts.factories import UserFactory
from tests.forms_ext.factories import published_form
from tests.forms_ext.files import PDF, upload

pytestmark = pytest.mark.django_db

NEEDS = {"water": "آب", "power": "برق", "gas": "گاز"}
EVERY_TYPE = [
    {"type": "heading", "label": "متقاضی", "help_text": "از روی کارت ملی"},
    {"type": "text", "name": "title", "label": "عنوان", "required": True},
    {"type": "long_text", "name": "story", "label": "شرح"},
    {"type": "number", "name": "area", "label": "مساحت", "unit": "متر مربع"},
    {"type": "yes_no", "name": "owner", "label": "مالک هستید؟"},
    {"type": "single_choice", "name": "use", "label": "کاربری", "options": {"home": "مسکونی", "shop": "تجاری"}},
    {"type": "multiple_choice", "name": "needs", "label": "نیازها", "options": NEEDS},
    {"type": "heading", "label": "زمان و مدارک"},
    {"type": "jalali_date", "name": "day", "label": "روز"},
    {"type": "time", "name": "hour", "label": "ساعت"},
    {"type": "national_id", "name": "nid", "label": "کد ملی"},
    {"type": "mobile", "name": "mobile", "label": "همراه"},
    {"type": "email", "name": "email", "label": "رایانامه"},
    {"type": "file", "name": "plan", "label": "نقشه"},
    {"type": "image", "name": "photo", "label": "عکس"},
]
ANSWERS = {
    "title": "خانه",
    "story": "دو طبقه",
    "area": "1250.5",
    "owner": True,
    "use": "shop",
    "needs": ["water", "gas"],
    "day": "2026-11-24",
    "hour": "14:30:00",
    "nid": "0013542419",
    "mobile": "09123456789",
    "email": "ali@example.ir",
}


@pytest.fixture(autouse=True)
def _private_files(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}},
    }


@pytest.fixture
def user(django_user_model):
    return django_user_model.objects.create(username="sara")


@pytest.fixture
def stranger(django_user_model):
    return django_user_model.objects.create(username="stranger")


@pytest.fixture
def version():
    return published_form("فرم", EVERY_TYPE)


def stored(user, field="plan"):
    attachment = Attachment(
        field=field,
        original_name="نقشه.pdf",
        content_type="application/pdf",
        size=len(PDF),
        sha256="0" * 64,
        uploaded_by=user,
    )
    attachment.file.save("x", upload("x.pdf", PDF), save=False)
    attachment.save()
    return attachment


def refusals(version, answers, user, **more):
    with pytest.raises(ValidationError) as refused:
        services.validate_answers(version=version, answers=answers, user=user, **more)
    return refused.value.message_dict


# ------------------------------------------------------------------------------------------------ validate_answers
def test_good_answers_come_back_as_they_will_be_stored(version, user):
    assert services.validate_answers(version=version, answers=ANSWERS, user=user) == ANSWERS


def test_checked_answers_check_again(version, user):
    once = services.validate_answers(version=version, answers={**ANSWERS, "title": " علي ۱ "}, user=user)
    assert once["title"] == "علی 1"
    assert services.validate_answers(version=version, answers=once, user=user) == once


def test_empty_answers_are_absent(version, user):
    given = {"title": "خانه", "story": "", "area": None, "needs": [], "plan": None, "owner": False}
    checked = services.validate_answers(version=version, answers=given, user=user)
    assert checked == {"title": "خانه", "owner": False}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", ""),
        ("title", None),
        ("title", "ب" * 1001),
        ("area", "چهل"),
        ("area", "1e99999999"),
        ("use", "تجاری"),
        ("needs", ["water", "oil"]),
        ("needs", "water"),
        ("day", "1402/12/30"),
        ("day", 14051399),
        ("day", "1405/09/03"),
        ("area", 12.5),
        ("area", True),
        ("hour", "14:30"),
        ("hour", "25:00:00"),
        ("nid", "1111111111"),
        ("mobile", "0912"),
        ("email", "ali"),
        ("plan", "00000000-0000-0000-0000-000000000000"),
        ("plan", "x"),
        ("plan", {"a": 1}),
    ],
)
def test_bad_answers_are_named_by_their_field(version, user, name, value):
    assert set(refusals(version, {**ANSWERS, name: value}, user)) == {name}


def test_every_bad_answer_is_named_at_once(version, user):
    assert set(refusals(version, {"title": "", "nid": "1111111111", "hack": 1}, user)) == {
        "title",
        "nid",
        "hack",
    }


def test_a_name_that_the_form_lacks_is_refused(version, user):
    with translation.override("en"):
        assert refusals(version, {**ANSWERS, "is_staff": True}, user) == {
            "is_staff": ["The form has no field “is_staff”."]
        }


def test_only_what_a_person_may_write(version, user):
    checked = services.validate_answers(version=version, answers={"area": "3"}, user=user, only=["area"])
    assert checked == {"area": "3"}
    assert set(refusals(version, {"title": "خانه"}, user, only=["area"])) == {"title"}


def test_a_file_of_ones_own(version, user, django_assert_num_queries):
    plan = stored(user)
    selectors.fields(version)
    services.validate_answers(version=version, answers=ANSWERS, user=user)
    with django_assert_num_queries(1):
        checked = services.validate_answers(version=version, answers={**ANSWERS, "plan": str(plan.pk)}, user=user)
    assert checked["plan"] == str(plan.pk)


def test_another_persons_file_is_refused(version, user, stranger):
    assert set(refusals(version, {**ANSWERS, "plan": str(stored(stranger).pk)}, user)) == {"plan"}


def test_a_file_uploaded_for_another_field_is_refused(version, user):
    assert set(refusals(version, {**ANSWERS, "photo": str(stored(user, "plan").pk)}, user)) == {"photo"}


def test_a_file_of_another_record_is_refused(version, user):
    plan = stored(user)
    answers = {**ANSWERS, "plan": str(plan.pk)}
    record = services.save_record(version=version, answers=answers, user=user)
    assert set(refusals(version, answers, user)) == {"plan"}
    assert services.validate_answers(version=version, answers=answers, user=user, record=record) == answers


# ------------------------------------------------------------------------------------------------ save_record
def test_a_record_binds_its_files(version, user):
    plan = stored(user)
    answers = {**ANSWERS, "plan": str(plan.pk)}
    record = services.save_record(version=version, answers=answers, user=user)
    plan.refresh_from_db()
    record.refresh_from_db()
    assert plan.record == record
    assert record.answers == answers
    assert (record.version, record.created_by) == (version, user)


def test_a_file_that_was_handed_in_stays(version, user):
    plan, newer = stored(user), stored(user)
    record = services.save_record(version=version, answers={**ANSWERS, "plan": str(plan.pk)}, user=user)
    services.save_record(version=version, answers={**ANSWERS, "plan": str(newer.pk)}, user=user, record=record)
    assert set(record.attachments.all()) == {plan, newer}
    record.refresh_from_db()
    assert record.answers["plan"] == str(newer.pk)
    assert FormRecord.objects.count() == 1


def test_a_file_is_never_bound_twice(version, user):
    answers = {**ANSWERS, "plan": str(stored(user).pk)}
    first = services.save_record(version=version, answers=answers, user=user)
    with pytest.raises(ValidationError):
        services.save_record(version=version, answers=answers, user=user)
    assert list(FormRecord.objects.all()) == [first], "and nothing of the refused record stays"


def test_a_record_costs_one_query_or_two(version, user, django_assert_num_queries):
    services.save_record(version=version, answers=ANSWERS, user=user)
    plan = {**ANSWERS, "plan": str(stored(user).pk)}
    with django_assert_num_queries(3):  # with the savepoint and its release
        services.save_record(version=version, answers=ANSWERS, user=user)
    with django_assert_num_queries(4):
        services.save_record(version=version, answers=plan, user=user)


# ------------------------------------------------------------------------------------------------ the round trip
@pytest.mark.parametrize("language", ["fa", "en"])
def test_what_was_answered_is_shown_for_change_and_taken_again(version, user, language):
    """Every widget's text of a stored answer is read as the same answer."""
    with translation.override(language):
        data = {}
        for bound in services.build_form(version, initial=ANSWERS, user=user):
            shown = bound.field.widget.format_value(bound.value())
            single = isinstance(shown, list) and bound.name != "needs"
            data[bound.html_name] = (shown[0] if shown else "") if single else shown
        assert data["day"] == ("۱۴۰۵/۰۹/۰۳" if language == "fa" else "2026-11-24")
        again = services.build_form(version, data=data, user=user)
        assert again.is_valid(), again.errors
        assert services.clean_answers(again) == ANSWERS


# ------------------------------------------------------------------------------------------------ reading
def rows(version, answers, language, **more):
    with translation.override(language):
        return {row.label: row for row in selectors.display_rows(version, answers, **more)}


def test_answers_in_persian_words(version, user):
    plan = stored(user)
    found = rows(version, {**ANSWERS, "plan": str(plan.pk)}, "fa")
    assert {label: row.text for label, row in found.items() if not row.is_heading} == {
        "عنوان": "خانه",
        "شرح": "دو طبقه",
        "مساحت": "۱٬۲۵۰٫۵ متر مربع",
        "مالک هستید؟": "بله",
        "کاربری": "تجاری",
        "نیازها": "آب، گاز",
        "روز": found["روز"].text,
        "ساعت": "۱۴:۳۰",
        "کد ملی": "۰۰۱۳۵۴۲۴۱۹",
        "همراه": "۰۹۱۲۳۴۵۶۷۸۹",
        "رایانامه": "ali@example.ir",
        "نقشه": "نقشه.pdf",
        "عکس": "",
    }
    assert "آذر" in found["روز"].text
    assert "۱۴۰۵" in found["روز"].text
    assert found["نقشه"].attachment_id == plan.pk
    assert found["عکس"].is_empty
    assert [row.label for row in found.values() if row.is_heading] == ["متقاضی", "زمان و مدارک"]


def test_options_are_shown_with_the_digits_of_the_language(user):
    options = {"r1": "منطقه ۱", "r2": "منطقه ۲"}
    fields = [
        {"type": "single_choice", "name": "one", "label": "یک", "options": options},
        {"type": "multiple_choice", "name": "many", "label": "چند", "options": options},
    ]
    version = published_form("فرم", fields)
    answers = {"one": "r1", "many": ["r1", "r2"]}
    assert services.validate_answers(version=version, answers=answers, user=user) == answers
    for language, digit in (("fa", "۲"), ("en", "2")):
        assert rows(version, answers, language)["چند"].text.endswith(f"منطقه {digit}")
        with translation.override(language):
            html = str(services.build_form(version))
        assert 'value="r2"' in html
        assert f"منطقه {digit}</label>" in html.replace("\n", "")
    assert rows(version, answers, "fa")["یک"].text == "منطقه ۱"


def test_answers_in_english_words(version):
    found = rows(version, {**ANSWERS, "owner": False}, "en")
    assert found["مالک هستید؟"].text == "No"
    assert found["کد ملی"].text == "0013542419"
    assert "1,250.5" in found["مساحت"].text
    assert "2026" in found["روز"].text


def test_answers_of_any_shape_can_be_read(version):
    assert all(row.is_empty or row.is_heading for row in rows(version, {}, "fa").values())
    odd = {"area": "x", "day": "x", "hour": "x", "needs": None, "gone": "1"}
    assert rows(version, odd, "fa")["روز"].text == ""


def test_reading_answers_costs_a_query_for_files_alone(version, user, django_assert_num_queries):
    plan = stored(user)
    selectors.fields(version)
    with django_assert_num_queries(0):
        selectors.display_rows(version, ANSWERS)
        selectors.display_rows(version, {"plan": str(plan.pk)}, attachments={"plan": plan})
    with django_assert_num_queries(1):
        selectors.display_rows(version, {"plan": str(plan.pk)})


def test_a_heading_starts_a_step(version):
    steps = selectors.steps(version)
    assert [step.title for step in steps] == ["متقاضی", "زمان و مدارک"]
    assert steps[0].names == ["title", "story", "area", "owner", "use", "needs"]
    bare = published_form("فرم", [{"type": "text", "name": "a", "label": "الف"}, {"type": "heading", "label": "تهی"}])
    assert [(step.title, step.names) for step in selectors.steps(bare)] == [("", ["a"])]


def test_facts_of_a_form_have_kinds(version):
    kinds = selectors.field_kinds(version)
    assert kinds[f"{version.form.slug}.area"] == "number"
    assert len(kinds) == len(EVERY_TYPE) - 2, "all but the headings"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("remarks", ["a"]),
        ("remarks", {"a": 1}),
        ("remarks", True),
        ("agreed", "false"),
        ("agreed", "xyz"),
        ("tags", "a"),
    ],
)
def test_an_answer_of_another_json_type_is_refused(name, value):
    version = published_form(
        "انواع",
        [
            {"type": "text", "label": "توضیح", "name": "remarks"},
            {"type": "yes_no", "label": "موافقید؟", "name": "agreed"},
            {"type": "multiple_choice", "label": "برچسب", "name": "tags", "options": {"a": "یک", "b": "دو"}},
        ],
    )
    with pytest.raises(ValidationError) as refusal:
        services.validate_answers(version=version, answers={name: value}, user=UserFactory())
    assert set(refusal.value.error_dict) == {name}
