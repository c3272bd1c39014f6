"""A version with groups and rows: asked, judged, stored, shown and changed by path."""

import pytest
from django.core.exceptions import ValidationError

from forms_ext import selectors, services
from forms_ext.answers.carrying import carried
from forms_ext.answers.changes import changed_fields
from forms_ext.models import Attachment, FormVersion
from forms_ext.rendering import render
from forms_ext.schema import named, problems, renamed, repeated_names
from tests.accounts.factories import UserFactory
from tests.forms_ext.answers.plans import spec
from tests.forms_ext.factories import published_form
from tests.forms_ext.files import PDF, upload

pytestmark = pytest.mark.django_db

ITEMS = [
    spec("name", required=True),
    spec("home", "group", spec("name"), spec("street", required=True)),
    spec("owners", "rows", spec("name", required=True), spec("deed", "file"), min=1),
]


@pytest.fixture(autouse=True)
def _private_files(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}},
    }


@pytest.fixture
def user():
    return UserFactory()


@pytest.fixture
def version():
    """The designer has no groups and rows yet: the version is made as it will freeze one."""
    first = published_form("فرم", [{"type": "text", "name": "name", "label": "نام"}])
    return FormVersion.objects.create(
        form=first.form, number=2, title=first.title, schema={"fields": ITEMS}, digest="2" * 64, created_by=None
    )


DATA = {
    "name": "خانه",
    "home-name": "۱",
    "home-street": "آزادی",
    "owners-0-name": "سارا",
    "owners-4-name": "علی",
}


def test_a_page_is_asked_judged_and_stored_with_its_files_in_rows(version, user):
    form = services.build_form(version, data=DATA, files={"owners-4-deed": upload("deed.pdf", PDF)}, user=user)
    assert form.is_valid(), form.errors
    stored = services.store_uploads(form, user=user)
    answers = services.clean_answers(form)
    assert list(stored) == ["owners.1.deed"]
    assert stored["owners.1.deed"].field == "owners.deed"
    assert answers["home"] == {"name": "1", "street": "آزادی"}
    assert [row["name"] for row in answers["owners"]] == ["سارا", "علی"]
    record = services.save_record(version=version, answers=answers, user=user)
    assert list(record.attachments.all()) == list(stored.values()), "bound at any depth"
    checked = services.validate_answers(version=version, answers=answers, user=user, record=record)
    assert checked == answers, "and its rows keep their ids"


def test_a_refused_page_says_where_and_keeps_what_was_typed(version, user):
    data = {**DATA, "home-street": "", "owners-4-name": "ب" * 2000}
    form = services.build_form(version, data=data, user=user)
    assert set(form.errors) == {"home-street", "owners-1-name"}
    assert services.refused_texts(form) == {"owners.1.name": "ب" * 2000}
    page = render(form)
    assert 'name="owners-1-name"' in page
    assert "ب" * 2000 in page
    with pytest.raises(ValidationError) as refused:
        services.validate_answers(version=version, answers=services.clean_answers(form), user=user)
    assert set(refused.value.message_dict) == {"home.street", "owners.1.name"}


def test_answers_are_shown_for_change_in_their_rows(version, user):
    answers = {"name": "خانه", "owners": [{"_id": "a1", "name": "سارا"}, {"_id": "b2", "name": "علی"}]}
    form = services.build_form(version, initial=answers, typed={"owners.1.name": "ب" * 2000}, user=user)
    page = render(form)
    assert 'value="سارا"' in page
    assert "ب" * 2000 in page
    assert set(form.errors) == {"owners-1-name"}, "another device is told what is wrong, too"


def test_too_few_rows_are_said_above_the_form(version, user):
    form = services.build_form(version, data={"name": "خانه", "home-street": "آزادی"}, user=user)
    assert not form.is_valid()
    assert form.non_field_errors()


def test_answers_are_read_and_changes_named_by_path(version, user, django_assert_num_queries):
    deed = Attachment(
        field="owners.deed", original_name="سند.pdf", content_type="application/pdf", size=1, sha256="0" * 64
    )
    deed.uploaded_by = user
    deed.file.save("x", upload("x.pdf", PDF), save=False)
    deed.save()
    owners = [{"_id": "a1", "name": "سارا"}, {"_id": "b2", "name": "علی", "deed": str(deed.pk)}]
    answers = {"name": "خانه", "home": {"street": "آزادی"}, "owners": owners}
    selectors.display_rows(version, {})
    with django_assert_num_queries(1):
        rows = {row.name: row for row in selectors.display_rows(version, answers)}
    assert rows["home.street"].text == "آزادی"
    assert rows["owners.1.deed"].attachment == deed
    assert rows["owners.1"].is_heading
    assert rows["owners.0.deed"].is_empty
    swapped = {**answers, "owners": [{**owners[1], "name": "رضا"}, owners[0]]}
    assert changed_fields(selectors.fields(version), answers, swapped) == ["owners.name"]
    assert changed_fields(selectors.fields(version), answers, {"name": "خانه"}) == [
        "home.street",
        "owners.deed",
        "owners.name",
    ]


def test_facts_and_labels_of_a_version_are_named_by_path(version):
    kinds = selectors.field_kinds(version)
    slug = version.form.slug
    assert kinds == {
        f"{slug}.name": "text",
        f"{slug}.home": "group",
        f"{slug}.home.name": "text",
        f"{slug}.home.street": "text",
        f"{slug}.owners": "rows",
    }
    assert selectors.field_labels(version)["owners.deed"] == "deed"


def test_names_are_unique_where_they_stand_not_in_the_whole_form():
    assert repeated_names(ITEMS) == []
    assert problems(ITEMS) == []
    twice = [spec("g", "group", spec("a"), spec("a"))]
    assert len(repeated_names(twice)) == 1
    assert len(problems(twice)) == 1
    (made,) = named(
        [{"type": "group", "value": {"label": "خانه", "fields": [{"type": "text", "value": {"label": "نام"}}]}}]
    )
    assert made["value"]["name"]
    assert made["value"]["fields"][0]["value"]["name"]
    inner = [spec("g", "group", spec("b"))]
    inner[0]["value"]["fields"][0]["id"] = "a"
    assert len(renamed(inner, [spec("g", "group", spec("a"))])) == 1


def test_a_rule_that_cannot_be_published_is_a_problem_of_the_form():
    looping = [spec("a", visible={"field": "b", "op": "filled"}), spec("b", visible={"field": "a", "op": "filled"})]
    (sentence,) = problems(looping)
    assert "a → b → a" in sentence or "b → a → b" in sentence


def test_answers_go_on_to_another_version_where_the_question_is_the_same():
    old = specs(spec("a"), spec("g", "group", spec("x"), spec("y", "number")), spec("r", "rows", spec("x")))
    new = specs(spec("a", "number"), spec("g", "group", spec("x"), spec("y")), spec("r", "rows", spec("x")))
    answers = {"a": "1", "g": {"x": "1", "y": "2"}, "r": [{"_id": "i", "x": "1"}], "gone": "1"}
    assert carried(old, new, answers) == {"g": {"x": "1"}, "r": [{"_id": "i", "x": "1"}]}


def specs(*items):
    from forms_ext.fields.registry import spec_of

    return [spec_of(item) for item in items]


@pytest.mark.parametrize("name", ["plan", "only", "specs", "kept", "typed", "answers", "version_id", "fields", "data"])
def test_a_field_may_have_any_name(name, user):
    version = published_form("فرم", [{"type": "text", "name": name, "label": "الف", "required": True}])
    form = services.build_form(version, data={name: "خ"}, user=user)
    assert form.is_valid(), form.errors
    assert services.clean_answers(form) == {name: "خ"}


def test_no_form_writes_on_the_fields_that_all_share(user):
    version = published_form("فرم", [{"type": "file", "name": "plan", "label": "نقشه"}])
    first = services.build_form(version, data={}, files={"plan": upload("plan.pdf", PDF)}, user=user)
    services.store_uploads(first, user=user)
    other = services.build_form(version, user=UserFactory())
    assert first["plan"].field is other["plan"].field
    assert "plan.pdf" in render(first)
    assert "plan.pdf" not in render(other)
