"""The gate of publishing: what goes live can be filled, is frozen, and keeps its names."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone, translation

from accounts import roles
from forms_ext import schema, selectors, services
from forms_ext.form_building import draft_form
from forms_ext.models import FormDefinition, FormVersion
from tests.forms_ext.factories import form_definition, published_form, stream_item

pytestmark = pytest.mark.django_db

TEXT = {"type": "text", "label": "نام", "name": "full_name"}


@pytest.fixture
def editor(django_user_model):
    from django.contrib.auth.models import Group

    user = django_user_model.objects.create(username="editor", is_staff=True)
    user.groups.add(Group.objects.get(name=roles.EDITORS))
    return user


def published(definition, editor):
    return services.publish_form(form=definition, user=editor)


def refusal(definition, editor):
    with pytest.raises(ValidationError) as refused:
        published(definition, editor)
    return " ".join(refused.value.messages)


def test_the_first_publication(editor):
    version = published(form_definition("درخواست پروانه", [TEXT]), editor)
    form = version.form
    assert (version.number, version.title, version.created_by) == (1, "درخواست پروانه", editor)
    assert form.live
    assert len(version.digest) == 64
    assert selectors.current_version(form) == version
    assert [one.name for one in selectors.fields(version)] == ["full_name"]


def test_only_who_may_publish(django_user_model):
    nobody = django_user_model.objects.create(username="nobody", is_staff=True)
    with pytest.raises(PermissionDenied):
        published(form_definition("فرم", [TEXT]), nobody)
    assert not FormDefinition.objects.exists()


def test_unchanged_content_makes_no_version(editor):
    first = published(form_definition("فرم", [TEXT]), editor)
    form = FormDefinition.objects.get(pk=first.form_id)
    assert published(form, editor) == first
    form.title = "فرم تازه"
    second = published(form, editor)
    assert (second.number, second.title) == (2, "فرم تازه")
    assert FormVersion.objects.get(pk=first.pk).title == "فرم", "records of the first version keep its words"


def test_a_changed_field_makes_a_version(editor):
    first = published(form_definition("فرم", [TEXT]), editor)
    form = FormDefinition.objects.get(pk=first.form_id)
    form.fields.append(stream_item({"type": "number", "label": "سن"}))
    second = published(form, editor)
    assert second.number == 2
    assert [one.name for one in selectors.fields(second)] == ["full_name", "sn"]
    assert [one.name for one in selectors.fields(first)] == ["full_name"]


def test_what_is_only_scheduled_makes_no_version(editor):
    form = form_definition("فرم", [TEXT])
    form.live = False
    form.go_live_at = timezone.now() + timedelta(days=3)
    form.save()
    form.save_revision(user=editor).publish(user=editor)
    form.refresh_from_db()
    assert not form.live
    assert not form.versions.exists()
    assert selectors.current_version(form) is None


def test_what_was_scheduled_becomes_a_version_when_its_time_comes(editor):
    import time_machine
    from django.core.management import call_command

    form = form_definition("فرم", [TEXT])
    form.live = False
    form.go_live_at = timezone.now() + timedelta(days=3)
    form.save()
    form.save_revision(user=editor).publish(user=editor)
    with time_machine.travel(timezone.now() + timedelta(days=4)):
        call_command("publish_scheduled")
    form.refresh_from_db()
    assert form.live
    assert form.versions.get().number == 1


def test_an_unpublished_form_takes_no_applications(editor):
    form = published(form_definition("فرم", [TEXT]), editor).form
    form.unpublish(user=editor)
    assert selectors.current_version(form) is None
    assert selectors.published_forms() == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ([], "هنوز هیچ پرسشی ندارد"),
        ([{"type": "heading", "label": "سرفصل"}], "هنوز هیچ پرسشی ندارد"),
        ([{"type": "single_choice", "label": "رنگ", "options": []}], "«رنگ»: دست‌کم یک گزینه بنویسید."),
        ([{"type": "single_choice", "label": "رنگ", "options": [*map(str, range(501))]}], "حداکثر ۵۰۰ گزینه"),
        ([{"type": "number", "label": "سن", "min": "9", "max": "۸"}], "کمترین مقدار از بیشترین"),
        ([{"type": "number", "label": "سن", "min": "کم"}], "باید عدد باشند"),
        ([{"type": "number", "label": "سن", "max": "1e99999999"}], "باید عدد باشند"),
        ([{"type": "jalali_date", "label": "روز", "min": "1402/12/30"}], "باید تاریخ شمسی"),
        ([{"type": "jalali_date", "label": "روز", "min": "1405/02/01", "max": "1405/01/01"}], "پس از"),
        ([{"type": "text", "label": " "}], "عنوان فیلد نوشته نشده است"),
        ([{**TEXT, "name": "csrfmiddlewaretoken"}], "رزرو شده است"),
        ([{**TEXT, "name": "Full Name"}], "معتبر نیست"),
        ([{**TEXT, "max_length": 50_001}], "حداکثر طول متن"),
        ([{"type": "file", "label": "سند", "max_mb": 101}], "حداکثر حجم"),
        ([TEXT, {**TEXT, "label": "نام دیگر"}], "تکراری است"),
    ],
)
def test_a_form_that_cannot_be_filled_is_not_published(editor, fields, words):
    with translation.override("fa"):
        assert words in refusal(form_definition("فرم", fields), editor)
    assert not FormVersion.objects.exists()
    assert not FormDefinition.objects.filter(live=True).exists(), "and nothing went live"


def test_such_a_form_can_be_kept_as_a_draft_and_looked_at(rf, editor):
    form = form_definition("فرم", [{"type": "single_choice", "label": "رنگ"}, TEXT])
    form.live = False
    form.save()
    form.save_revision(user=editor)
    context = form.get_preview_context(rf.get("/"), "")
    assert context["problems"]
    assert list(draft_form(form).fields) == ["full_name"], "what can be shown is shown"


def test_a_field_type_that_is_gone_is_named(editor):
    items = schema.named([{"type": "hologram", "id": "1", "value": {"label": "تصویر"}}])
    with translation.override("fa"):
        assert any("دیگر وجود ندارد" in text for text in schema.problems(items))


# ------------------------------------------------------------------------------------------------ machine names
def test_names_are_made_from_labels_and_never_collide(editor):
    fields = [{"type": "text", "label": label} for label in ("نام", "نام", "نام!", "123", "😀", "decision")]
    names = [one.name for one in selectors.fields(published(form_definition("فرم", fields), editor))]
    assert len(set(names)) == len(names)
    assert names[:3] == ["name", "name_2", "name_3"]
    assert not set(names) & schema.RESERVED


def test_a_made_name_leaves_given_ones_alone(editor):
    fields = [{"type": "text", "label": "نام"}, {"type": "text", "label": "دیگر", "name": "name"}]
    names = [one.name for one in selectors.fields(published(form_definition("فرم", fields), editor))]
    assert names == ["name_2", "name"]


def test_a_made_name_stays_when_the_label_changes(editor):
    form = form_definition("فرم", [{"type": "text", "label": "نام"}])
    form.live = False
    form.save()
    form = FormDefinition.objects.get(pk=form.pk)
    raw = list(form.fields.raw_data)
    assert raw[0]["value"]["name"] == "name"
    raw[0]["value"]["label"] = "نام خانوادگی"
    form.fields = form.fields.stream_block.to_python(raw)
    form.save()
    assert FormDefinition.objects.get(pk=form.pk).fields.raw_data[0]["value"]["name"] == "name"


def changed(version, change):
    form = FormDefinition.objects.get(pk=version.form_id)
    raw = [dict(item) for item in form.fields.raw_data]
    change(raw)
    form.fields = form.fields.stream_block.to_python(raw)
    return form


def test_published_names_of_fields_are_locked(editor):
    version = published(form_definition("فرم", [TEXT]), editor)
    form = changed(version, lambda raw: raw[0]["value"].update(name="renamed"))
    with translation.override("fa"), pytest.raises(ValidationError) as refused:
        form.full_clean()
    assert refused.value.message_dict["fields"] == ["نام ماشینی «full_name» منتشر شده است و تغییر نمی‌کند."]


def test_the_gate_too_locks_published_names(editor):
    version = published(form_definition("فرم", [TEXT]), editor)
    form = changed(version, lambda raw: raw[0]["value"].update(name="renamed"))
    with translation.override("fa"):
        assert "منتشر شده است" in refusal(form, editor)
    assert FormVersion.objects.count() == 1


def test_the_published_name_of_the_form_is_locked(editor):
    form = published(form_definition("فرم", [TEXT]), editor).form
    form.slug = "other"
    with pytest.raises(ValidationError) as refused:
        form.full_clean()
    assert set(refused.value.message_dict) == {"slug"}


def test_labels_order_and_new_fields_are_free(editor):
    version = published(form_definition("فرم", [TEXT, {"type": "number", "label": "سن", "name": "age"}]), editor)

    def change(raw):
        raw[0]["value"]["label"] = "نام کامل"
        raw.reverse()
        raw.append({"type": "time", "value": {"label": "ساعت"}})

    form = changed(version, change)
    form.full_clean()
    second = published(form, editor)
    assert [one.name for one in selectors.fields(second)] == ["age", "full_name", "time"]


def test_forms_get_names_of_their_own():
    one, two = (form_definition("درخواست", [TEXT], live=False) for _ in range(2))
    one.save()
    two.save()
    assert one.slug != two.slug
    assert two.slug.startswith(one.slug)


# ------------------------------------------------------------------------------------------------ versions
def test_a_version_never_changes():
    version = published_form("فرم", [TEXT])
    version.title = "دیگر"
    with pytest.raises(ValidationError):
        version.save()
    with pytest.raises(ValidationError):
        version.delete()
    assert FormVersion.objects.get(pk=version.pk).title == "فرم"


def test_a_published_form_is_not_deleted(editor):
    version = published_form("فرم", [TEXT])
    with pytest.raises(ValidationError):
        version.form.delete()
    services.save_record(version=version, answers={"full_name": "ا"}, user=editor)
    with translation.override("fa"):
        assert "پاسخ ثبت شده است" in version.form.why_not_deleted()


def test_a_draft_may_be_deleted():
    form = form_definition("فرم", [TEXT], live=False)
    form.save()
    assert form.why_not_deleted() == ""
    form.delete()
    assert not FormDefinition.objects.exists()


def test_published_forms_cost_one_query(django_assert_num_queries):
    for number in range(4):
        published_form(f"فرم {number}", [TEXT])
    with django_assert_num_queries(1):
        assert len(selectors.published_forms()) == 4
