"""The designer in the admin: drafts, refusals at their field, publishing, deleting, the list."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import translation
from wagtail.test.utils.form_data import nested_form_data, streamfield

from accounts import roles
from forms_ext import selectors, services
from forms_ext.models import FormDefinition, FormVersion
from tests.forms_ext.factories import form_definition, published_form
from tests.query_counts import assert_queries

pytestmark = pytest.mark.django_db

TEXT = {"type": "text", "label": "نام", "name": "full_name"}
NAME = "wagtailsnippets_forms_ext_formdefinition"
DEFAULTS = {
    "text": {"max_length": "1000", "help_text": "", "name": ""},
    "number": {"min": "", "max": "", "unit": "", "help_text": "", "name": ""},
    "single_choice": {"options": {"count": "0"}, "help_text": "", "name": ""},
    "file": {"max_mb": "10", "kinds": [], "help_text": "", "name": ""},
    "jalali_date": {"min": "", "max": "", "help_text": "", "name": ""},
    "heading": {"help_text": ""},
}


def url(name, *args):
    return reverse(f"{NAME}:{name}", args=args)


def posted(*fields, title="فرم", slug="", **more):
    """What the designer posts of these fields."""
    blocks = []
    for field in fields:
        values = {**DEFAULTS[field["type"]], **{k: v for k, v in field.items() if k not in ("type", "id")}}
        values.pop("kinds", None)
        blocks.append((field["type"], values))
    data = nested_form_data({"title": title, "kind": "ordinary", "slug": slug, "fields": streamfield(blocks)})
    for index, field in enumerate(fields):
        data[f"fields-{index}-id"] = field.get("id", "")
        if "kinds" in field:
            data[f"fields-{index}-value-kinds"] = field["kinds"]
    return {**data, **more}


PUBLISH = {"action-publish": "action-publish"}


@pytest.fixture
def editor(django_user_model):
    user = django_user_model.objects.create(username="virastar", is_staff=True)
    user.groups.add(Group.objects.get(name=roles.EDITORS))
    return user


@pytest.fixture
def admin(client, editor):
    client.force_login(editor)
    with translation.override("fa"):
        yield client


def page(answer):
    return answer.content.decode()


def test_the_stock_menu_is_not_offered(admin):
    text = page(admin.get(reverse("wagtailadmin_home")))
    assert url("list") in text
    assert "wagtailstreamforms" not in text
    assert "Streamforms" not in text


def test_the_editor_offers_every_type(admin):
    text = page(admin.get(url("add")))
    from forms_ext.fields import field_types

    for kind in field_types().values():
        label = str(kind.label)
        assert label in text or label.encode("unicode_escape").decode() in text


def test_a_form_is_made_and_published_in_the_admin(admin, editor):
    answer = admin.post(
        url("add"),
        posted(
            {"type": "heading", "label": "مدارک"},
            {"type": "text", "label": "نام", "required": "on"},
            {"type": "file", "label": "سند", "kinds": ["pdf", "docx"], "max_mb": "3"},
            {"type": "jalali_date", "label": "روز", "min": "۱۴۰۳/۱۲/۳۰"},
            title="درخواست",
            **PUBLISH,
        ),
    )
    assert answer.status_code == 302
    version = FormVersion.objects.get()
    assert version.created_by == editor
    heading, text, file, day = selectors.fields(version)
    assert heading.is_content
    assert text.required
    assert file.params == {"kinds": ["pdf", "docx"], "max_mb": 3}
    assert day.params["min"] == "2025-03-20"


@pytest.mark.parametrize("title", ["", "   "])
def test_without_a_title_there_is_no_draft(admin, title):
    answer = admin.post(url("add"), posted({"type": "text", "label": "نام"}, title=title))
    assert list(answer.context["form"].errors) == ["title"]
    assert not FormDefinition.objects.exists()


def test_an_unfinished_draft_is_kept(admin):
    answer = admin.post(url("add"), posted({"type": "single_choice", "label": "رنگ"}))
    assert answer.status_code == 302
    form = FormDefinition.objects.get()
    assert not form.live
    assert not FormVersion.objects.exists()


def test_publishing_refuses_everything_at_once_and_at_its_field(admin):
    fields = [
        {"type": "single_choice", "label": "رنگ"},
        {"type": "number", "label": "سن", "min": "۹", "max": "5"},
        {"type": "jalali_date", "label": "روز", "min": "1402/12/30"},
        {"type": "text", "label": "الف", "name": "same"},
        {"type": "text", "label": "ب", "name": "same"},
    ]
    answer = admin.post(url("add"), posted(*fields, **PUBLISH))
    assert answer.status_code == 200
    error = answer.context["form"].errors.as_data()["fields"][0]
    assert set(error.block_errors) == {0, 1, 2, 4}
    assert "options" in error.block_errors[0].block_errors
    assert "کمترین مقدار" in error.block_errors[1].non_block_errors[0]
    assert "تاریخ شمسی" in error.block_errors[2].non_block_errors[0]
    assert "تکراری" in error.block_errors[4].non_block_errors[0]
    assert not FormVersion.objects.exists()
    assert not FormDefinition.objects.filter(live=True).exists()


def test_settings_that_are_no_numbers_fail_no_request(admin):
    answer = admin.post(url("add"), posted({"type": "text", "label": "نام", "max_length": "زیاد"}, **PUBLISH))
    assert answer.status_code == 200
    assert set(answer.context["form"].errors.as_data()["fields"][0].block_errors) == {0}


def test_an_empty_form_is_not_published(admin):
    answer = admin.post(url("add"), posted({"type": "heading", "label": "سرفصل"}, **PUBLISH))
    assert answer.status_code == 200
    assert "هنوز هیچ پرسشی ندارد" in str(answer.context["form"].errors.as_data()["fields"][0].non_block_errors)


def test_what_slips_past_the_editor_is_refused_by_the_gate_in_words(admin, monkeypatch):
    """Wagtail's deferred validation works on shared blocks: under concurrency a check can be skipped."""
    monkeypatch.setattr("forms_ext.streamfield.DesignerBlock._problems", lambda self, items, skip: {})
    answer = admin.post(url("add"), posted({"type": "number", "label": "سن", "min": "9", "max": "5"}, **PUBLISH))
    assert answer.status_code == 200
    assert "کمترین مقدار" in str(answer.context["form"].non_field_errors())
    assert not FormVersion.objects.exists()
    assert not FormDefinition.objects.filter(live=True).exists()


def test_a_published_name_stays_also_in_the_editor(admin):
    version = published_form("فرم", [TEXT], slug="form_a")
    item = version.schema["fields"][0]
    renamed = {"type": "text", "id": item["id"], "label": "نام", "name": "other"}
    answer = admin.post(url("edit", version.form_id), posted(renamed, slug="form_a", **PUBLISH))
    assert answer.status_code == 200
    error = answer.context["form"].errors.as_data()["fields"][0]
    assert "«full_name» منتشر شده است" in error.block_errors[0].block_errors["name"].message
    answer = admin.post(
        url("edit", version.form_id), posted({**renamed, "name": "full_name"}, slug="form_b", **PUBLISH)
    )
    assert set(answer.context["form"].errors) == {"slug"}
    assert FormVersion.objects.count() == 1


def test_publishing_the_same_again_makes_no_version(admin):
    version = published_form("فرم", [TEXT], slug="form_a")
    item = version.schema["fields"][0]
    same = {**TEXT, "id": item["id"]}
    admin.post(url("edit", version.form_id), posted(same, slug="form_a", **PUBLISH))
    admin.post(url("edit", version.form_id), posted(same, slug="form_a", **PUBLISH))
    numbers = list(FormVersion.objects.values_list("number", flat=True))
    assert len(numbers) <= 2, "once at most: the designer writes every setting out"
    admin.post(url("edit", version.form_id), posted({**same, "label": "نام کامل"}, slug="form_a", **PUBLISH))
    assert FormVersion.objects.count() == len(numbers) + 1


def test_the_preview_shows_the_form_and_what_is_missing(admin):
    form = form_definition("فرم", [TEXT, {"type": "number", "label": "سن", "min": "9", "max": "5"}], live=False)
    form.save()
    preview = url("preview_on_edit", form.pk)
    fields = [TEXT, {"type": "number", "label": "سن", "min": "9", "max": "5"}]
    assert admin.post(preview, posted(*fields, slug=form.slug)).json()["is_valid"]
    text = page(admin.get(preview))
    assert 'name="full_name"' in text
    assert "برای انتشار این فرم" in text
    assert "کمترین مقدار" in text


# ------------------------------------------------------------------------------------------------ deleting
@pytest.mark.parametrize("filled", [False, True])
def test_deleting_a_published_form_is_refused_in_words(admin, editor, filled):
    version = published_form("فرم", [TEXT])
    if filled:
        services.save_record(version=version, answers={"full_name": "سارا"}, user=editor)
    for method in (admin.get, admin.post):
        answer = method(url("delete", version.form_id))
        assert answer.status_code == 302
        assert answer.url == url("edit", version.form_id)
        assert ("پاسخ ثبت شده است" if filled else "این فرم منتشر شده است") in page(admin.get(answer.url))
    assert FormDefinition.objects.filter(pk=version.form_id).exists()


def test_deleting_several_at_once_is_refused_too(admin):
    version = published_form("فرم", [TEXT])
    draft = form_definition("پیش‌نویس", [TEXT], live=False)
    draft.save()
    bulk = reverse("wagtail_bulk_action", args=["forms_ext", "formdefinition", "delete"])
    answer = admin.post(f"{bulk}?id={version.form_id}&id={draft.pk}&next={url('list')}", {})
    assert answer.status_code in (200, 302)
    assert FormDefinition.objects.count() == 2
    assert "این فرم منتشر شده است" in page(admin.get(url("list")))


def test_a_draft_is_deleted(admin):
    draft = form_definition("پیش‌نویس", [TEXT], live=False)
    draft.save()
    assert admin.post(url("delete", draft.pk)).status_code == 302
    assert not FormDefinition.objects.exists()


# ------------------------------------------------------------------------------------------------ the list
def test_the_list_says_what_an_editor_asks(admin, editor):
    version = published_form("درخواست پروانه", [TEXT])
    services.save_record(version=version, answers={"full_name": "سارا"}, user=editor)
    form_definition("پیش‌نویس", [TEXT], live=False).save()
    text = page(admin.get(url("list")))
    for words in ("درخواست پروانه", "پیش‌نویس", "فرم عادی", "نسخه", "پرشده", "۱"):
        assert words in text
    assert "method" not in text.partition("<thead>")[2].partition("</thead>")[0]


def test_the_list_costs_the_same_for_many_forms(admin):
    for number in range(3):
        published_form(f"فرم {number}", [TEXT])
    admin.get(url("list"))
    with assert_queries("forms.list"):
        admin.get(url("list"))
    for number in range(12):
        published_form(f"فرم دیگر {number}", [TEXT])
    with assert_queries("forms.list"):
        admin.get(url("list"))


def test_searching_forms(admin):
    published_form("درخواست پروانه", [TEXT])
    published_form("گزارش بازدید", [TEXT])
    text = page(admin.get(url("list"), {"q": "بازدید"}))
    assert "گزارش بازدید" in text
    assert "درخواست پروانه" not in text


def test_nobody_else_edits_forms(client, django_user_model):
    clerk = django_user_model.objects.create(username="clerk", is_staff=True)
    client.force_login(clerk)
    assert client.get(url("list")).status_code in (302, 403)
    assert client.post(url("add"), posted(TEXT)).status_code in (302, 403)
    assert not FormDefinition.objects.exists()
