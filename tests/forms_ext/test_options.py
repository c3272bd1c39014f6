"""Options of a choice: a stored value beside the label, made once and then kept."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import User
from forms_ext import selectors, services
from forms_ext.condition_blocks import ConditionBlock
from forms_ext.conditions import FieldKind
from forms_ext.fields.options import option_values
from forms_ext.models import FormDefinition, FormRecord, FormVersion
from tests.forms_ext.factories import form_definition, published_form


def colour(options):
    return {"type": "single_choice", "name": "colour", "label": "رنگ", "options": options}


@pytest.fixture
def editor(db):
    return User.objects.create(username="virastar", is_superuser=True)


def items_of(form):
    """The options of the first field, as the draft holds them."""
    return FormDefinition.objects.get(pk=form.pk).named_items()[0]["value"]["options"]


def republish(form, editor, *options):
    """Publish the form with these options, each `(id, label, value)`."""
    form = FormDefinition.objects.get(pk=form.pk)
    raw = form.named_items()
    raw[0]["value"]["options"] = [
        {"type": "item", "id": one, "value": {"label": label, "value": value}} for one, label, value in options
    ]
    block = form._meta.get_field("fields").stream_block
    form.fields = block.to_python(raw)
    with translation.override("fa"):
        return services.publish_form(form=form, user=editor)


def refusal(form, editor, *options):
    with pytest.raises(ValidationError) as refused:
        republish(form, editor, *options)
    return " ".join(refused.value.messages)


@pytest.fixture
def published(editor):
    form = form_definition("فرم", [colour(["سبز"])])
    services.publish_form(form=form, user=editor)
    return form


# ------------------------------------------------------------------------------------------------ values are made
def test_a_value_is_made_of_the_label_and_unique(editor):
    version = published_form("فرم", [colour(["سبز", "سبز!", "۱", "😀"])])
    [spec] = selectors.fields(version)
    values = [option.value for option in spec.options]
    assert values[:2] == ["sbz", "sbz_2"]
    assert len(set(values)) == 4
    assert all(value.isascii() and value for value in values)


@settings(deadline=None)
@given(st.lists(st.tuples(st.text(max_size=20), st.sampled_from(["", "a", "b", "option", "sbz"])), max_size=12))
def test_made_values_are_unique_and_leave_given_ones_alone(options):
    items = [{"label": label, "value": value} for label, value in options]
    values = option_values(items)
    given_ones = [value for _label, value in options if value]
    made = [value for value, (_label, own) in zip(values, options, strict=True) if not own]
    assert [value for value, (_label, own) in zip(values, options, strict=True) if own] == given_ones
    assert len(set(made)) == len(made)
    assert not set(made) & set(given_ones)
    assert option_values(
        [{"label": label, "value": one} for (label, _v), one in zip(options, values, strict=True)]
    ) == (values), "made once, they stay"


def test_a_made_value_stays_when_the_label_changes(editor):
    form = form_definition("فرم", [colour(["سبز", "سفید"])])
    form.live = False
    form.save()
    stored = items_of(form)
    assert [one["value"]["value"] for one in stored] == ["sbz", "sfid"]
    stored[0]["value"]["label"] = "سبز تیره"
    raw = FormDefinition.objects.get(pk=form.pk).named_items()
    raw[0]["value"]["options"] = stored
    form.fields = form._meta.get_field("fields").stream_block.to_python(raw)
    form.save()
    assert [(one["value"]["label"], one["value"]["value"]) for one in items_of(form)] == [
        ("سبز تیره", "sbz"),
        ("سفید", "sfid"),
    ]


# ------------------------------------------------------------------------------------------------ the gate
@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([("1", "سبز", "g"), ("2", "سفید", "g")], "مقدار ذخیره‌شده «g» تکراری است"),
        ([("1", "سبز", "g"), ("2", "سبز", "h")], "گزینه «سبز» تکراری است"),
        ([("1", "سبز", "a|b")], "معتبر نیست"),
        ([("1", " ", "g")], "عنوان همه گزینه‌ها"),
    ],
)
def test_options_that_cannot_be_told_apart_are_refused(published, editor, options, words):
    assert words in refusal(published, editor, *options)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([("1", "سبز", "other"), ("2", "سفید", "w")], "«g» منتشر شده است و تغییر نمی‌کند"),
        ([("1", "سبز تیره", "other"), ("2", "سفید", "w")], "«g» منتشر شده است و تغییر نمی‌کند"),
        ([("3", "آبی", "g"), ("2", "سفید", "w")], "«g» برای گزینه «سبز» منتشر شده است"),
    ],
)
def test_a_published_value_stays_with_its_option(editor, options, words):
    form = _unpublished(editor)
    republish(form, editor, ("1", "سبز", "g"), ("2", "سفید", "w"))
    assert words in refusal(form, editor, *options)


@pytest.mark.parametrize(
    "options",
    [
        [("1", "سبز تیره", "g"), ("2", "سفید", "w")],
        [("2", "سفید", "w"), ("1", "سبز", "g")],
        [("2", "سفید", "w"), ("3", "آبی", "b")],
        [("9", "سبز", "g"), ("2", "سفید", "w")],
        [("1", "سفید", "g"), ("2", "سبز", "w")],
    ],
    ids=["renamed", "moved", "removed", "removed and written again", "labels exchanged"],
)
def test_what_may_change_of_published_options(editor, options):
    form = _unpublished(editor)
    republish(form, editor, ("1", "سبز", "g"), ("2", "سفید", "w"))
    assert republish(form, editor, *options).number == 2


def _unpublished(editor):
    form = form_definition("فرم", [colour(["سبز"])])
    form.live = False
    form.save()
    return form


# ------------------------------------------------------------------------------------------------ answers
def test_a_version_from_before_still_has_labels_as_values(db):
    definition = FormDefinition.objects.create(title="فرم", slug="old")
    value = {"name": "colour", "label": "رنگ", "choices": "طبقه ۱\nسبز\nسبز"}
    version = FormVersion.objects.create(
        form=definition,
        number=1,
        title="فرم",
        schema={"fields": [{"type": "single_choice", "id": "1", "value": value}]},
        digest="0" * 64,
    )
    [spec] = selectors.fields(version)
    assert [tuple(option) for option in spec.options] == [("طبقه 1", "طبقه 1"), ("سبز", "سبز")]
    user = User.objects.create(username="sara")
    answers = services.validate_answers(version=version, answers={"colour": "طبقه 1"}, user=user)
    FormRecord.objects.create(version=version, answers=answers)
    with translation.override("fa"):
        assert selectors.display_rows(version, answers)[0].text == "طبقه ۱"


def test_an_option_that_is_gone_is_shown_as_it_was_stored(db):
    version = published_form("فرم", [colour({"green": "سبز"})])
    assert selectors.display_rows(version, {"colour": "white"})[0].text == "white"


# ------------------------------------------------------------------------------------------------ conditions
@pytest.mark.parametrize("written", ["green", "سبز", "سبز‌"])
def test_a_condition_compares_the_value_whichever_was_written(db, written):
    version = published_form("فرم", [colour({"green": "سبز", "white": "سفید"})], slug="f")
    labels = selectors.option_values(version)
    row = {"field": "f.colour", "op": "eq", "value": written}
    tree = ConditionBlock.to_tree({"mode": "all", "rows": [row]}, {"f.colour": FieldKind.CHOICE}, labels)
    assert tree == {"all": [{"field": "f.colour", "op": "eq", "kind": "choice", "value": "green"}]}


def test_several_labels(db):
    labels = {"f.colour": {"سبز": "green", "سفید": "white", "green": "third"}}
    row = {"field": "f.colour", "op": "in", "value": "سبز | white | green | بنفش"}
    tree = ConditionBlock.to_tree({"rows": [row]}, {"f.colour": FieldKind.CHOICE}, labels)
    assert tree["all"][0]["value"] == ["green", "white", "green", "بنفش"], "a value that is one is not read as a label"
