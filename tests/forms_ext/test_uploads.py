"""Uploads stay with their form through every refused page, without JavaScript, and with nobody else's."""

import hashlib
import re
from datetime import timedelta

import pytest
from django.utils import timezone, translation

from forms_ext import access, services, tasks
from forms_ext.models import Attachment
from forms_ext.rendering import render, render_bound
from tests.forms_ext.factories import published_form
from tests.forms_ext.files import EXE, PDF, picture, upload

pytestmark = pytest.mark.django_db

FIELDS = [
    {"type": "text", "name": "title", "label": "عنوان", "required": True},
    {"type": "file", "name": "plan", "label": "نقشه", "required": True},
    {"type": "image", "name": "photo", "label": "عکس"},
]


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
    return published_form("فرم", FIELDS)


def posted_names(html):
    """What a browser without JavaScript would post of this page's hidden inputs."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]+)">', html))


def refused(version, user, **files):
    """A page that lacks its title, with files."""
    form = services.build_form(version, data={"title": ""}, files=files, user=user)
    services.store_uploads(form, user=user)
    assert not form.is_valid()
    return form


def stored(user, field="plan", **values):
    attachment = Attachment(
        field=field, original_name="plan.pdf", content_type="application/pdf", size=1, sha256="0" * 64, uploaded_by=user
    )
    for name, value in values.items():
        setattr(attachment, name, value)
    attachment.file.save("plan.pdf", upload("plan.pdf", PDF), save=False)
    attachment.save()
    return attachment


def test_a_page_refused_for_another_field_keeps_its_file(version, user):
    form = refused(version, user, plan=upload("plan.pdf", PDF))
    attachment = Attachment.objects.get()
    html = render_bound(form)
    assert posted_names(html) == {"plan-kept": str(attachment.pk)}
    assert "plan.pdf" in html

    again = services.build_form(version, data={"title": "خانه", **posted_names(html)}, files={}, user=user)
    assert again.is_valid(), again.errors
    assert services.clean_answers(again) == {"title": "خانه", "plan": str(attachment.pk)}


def test_what_is_stored_of_a_file(version, user):
    refused(version, user, plan=upload(r"C:\fakepath\نقشهٔ ۱.pdf", PDF))
    attachment = Attachment.objects.get()
    assert attachment.original_name == "نقشهٔ 1.pdf"
    assert attachment.sha256 == hashlib.sha256(PDF).hexdigest()
    assert (attachment.size, attachment.content_type) == (len(PDF), "application/pdf")
    assert (attachment.uploaded_by, attachment.record, attachment.field) == (user, None, "plan")
    assert re.fullmatch(r"attachments/[0-9a-f]{2}/[0-9a-f]{32}", attachment.file.name), "the path says nothing"
    assert attachment.file.read() == PDF


def test_names_are_shown_without_folders_and_within_their_length():
    assert services.shown_name("../../etc/passwd") == "passwd"
    assert services.shown_name("a\u202egpj.exe\n") == "agpj.exe"
    assert services.shown_name("\n") == "file"
    long = services.shown_name("ب" * 300 + ".pdf")
    assert len(long) == services.LONGEST_NAME
    assert long.endswith(".pdf")


def test_one_refused_file_does_not_lose_the_good_one(version, user):
    form = refused(version, user, plan=upload("plan.pdf", PDF), photo=upload("photo.png", EXE))
    assert set(form.errors) == {"title", "photo"}
    assert posted_names(render_bound(form)) == {"plan-kept": str(Attachment.objects.get().pk)}


def test_the_file_that_was_kept_survives_a_refused_new_one(version, user):
    kept = stored(user)
    form = services.build_form(
        version, data={"title": "خانه", "plan-kept": str(kept.pk)}, files={"plan": upload("plan.pdf", EXE)}, user=user
    )
    assert set(form.errors) == {"plan"}
    assert posted_names(render_bound(form)) == {"plan-kept": str(kept.pk)}


def test_a_new_file_takes_the_place_of_the_kept_one(version, user):
    kept = stored(user)
    form = services.build_form(
        version, data={"title": "خانه", "plan-kept": str(kept.pk)}, files={"plan": upload("new.pdf", PDF)}, user=user
    )
    new = services.store_uploads(form, user=user)["plan"]
    assert services.clean_answers(form)["plan"] == str(new.pk) != str(kept.pk)


def test_the_box_takes_a_file_away(version, user):
    kept = stored(user, "photo")
    plan = stored(user)
    data = {"title": "خانه", "plan-kept": str(plan.pk), "photo-kept": str(kept.pk), "photo-clear": "1"}
    form = services.build_form(version, data=data, user=user)
    assert form.is_valid(), form.errors
    assert "photo" not in services.clean_answers(form)
    assert "photo-kept" not in posted_names(render_bound(form))


def test_the_box_beats_what_was_answered_before(version, user):
    plan = stored(user)
    form = services.build_form(
        version, data={"title": "خانه", "plan-clear": "1"}, initial={"plan": str(plan.pk)}, user=user
    )
    assert set(form.errors) == {"plan"}


def test_another_persons_file_is_not_kept(version, user, stranger):
    theirs = stored(stranger)
    form = services.build_form(version, data={"title": "خانه", "plan-kept": str(theirs.pk)}, user=user)
    assert set(form.errors) == {"plan"}
    html = render_bound(form)
    assert str(theirs.pk) not in html
    assert "plan.pdf" not in html


@pytest.mark.parametrize("identifier", ["", "1", "x' OR 1=1", "00000000-0000-0000-0000-000000000000"])
def test_nonsense_for_a_kept_file(version, user, identifier):
    form = services.build_form(version, data={"title": "خانه", "plan-kept": identifier}, user=user)
    assert set(form.errors) == {"plan"}


def test_nobody_signed_in_keeps_nothing(version, user):
    form = services.build_form(version, data={"title": "خانه", "plan-kept": str(stored(user).pk)}, user=None)
    assert set(form.errors) == {"plan"}


def test_answers_are_shown_for_change_with_their_file(version, user):
    plan = stored(user)
    form = services.build_form(version, initial={"title": "خانه", "plan": str(plan.pk)}, user=user)
    html = render(form)
    assert posted_names(html) == {"plan-kept": str(plan.pk)}
    assert 'value="خانه"' in html


def test_kept_files_cost_one_query(version, user, django_assert_num_queries):
    services.build_form(version)
    data = {"title": "خانه", "plan-kept": str(stored(user).pk), "photo-kept": str(stored(user, "photo").pk)}
    with django_assert_num_queries(1):
        assert services.build_form(version, data=data, user=user).is_valid()


def test_two_forms_on_one_page_keep_their_own(version, user):
    form = services.build_form(
        version, data={"a-title": ""}, files={"a-plan": upload("a.pdf", PDF)}, prefix="a", user=user
    )
    services.store_uploads(form, user=user)
    assert list(posted_names(render_bound(form))) == ["a-plan-kept"]


def test_files_must_be_stored_before_answers_are_read(version, user):
    form = services.build_form(version, data={"title": "خانه"}, files={"plan": upload("plan.pdf", PDF)}, user=user)
    with pytest.raises(ValueError, match="store the uploads"):
        services.clean_answers(form)


# ------------------------------------------------------------------------------------------------ blank forms
def test_the_html_of_a_blank_form_is_made_once_for_each_language(version, user):
    from forms_ext import rendering

    with translation.override("fa"):
        persian = rendering.blank_form_html(version)
    with translation.override("en"):
        english = rendering.blank_form_html(version)
    assert "اختیاری" in persian
    assert "اختیاری" not in english
    assert "csrf" not in persian
    assert 'type="hidden"' not in persian
    assert "<form" not in persian


def test_a_blank_form_comes_from_the_cache(version, monkeypatch):
    from forms_ext import rendering

    first = rendering.blank_form_html(version)
    monkeypatch.setattr(rendering, "render_bound", lambda form: pytest.fail("rendered twice"))
    assert rendering.blank_form_html(version) == first
    assert rendering.render(services.build_form(version)) == first


def test_the_cache_holds_nothing_of_a_person(version, user):
    from forms_ext import rendering

    plan = stored(user)
    rendering.render(services.build_form(version, initial={"title": "راز", "plan": str(plan.pk)}, user=user))
    rendering.render(services.build_form(version, data={"title": "راز"}, user=user))
    blank = rendering.blank_form_html(version)
    assert "راز" not in blank
    assert "plan.pdf" not in blank


def test_what_a_person_may_write_has_its_own_html(version):
    from forms_ext import rendering

    only = rendering.blank_form_html(version, only=["title"])
    assert 'name="title"' in only
    assert 'name="plan"' not in only
    assert 'name="plan"' in rendering.blank_form_html(version)


# ------------------------------------------------------------------------------------------------ purging
def test_abandoned_files_go_with_their_bytes(user, version):
    old = timezone.now() - timedelta(days=8)
    gone, fresh = stored(user, created_at=old), stored(user)
    plan = stored(user, created_at=old)
    record = services.save_record(version=version, answers={"title": "ا", "plan": str(plan.pk)}, user=user)
    storage, path = gone.file.storage, gone.file.name
    assert tasks.purge_abandoned_attachments() == 1
    assert set(Attachment.objects.all()) == {fresh, plan}
    assert not storage.exists(path)
    assert storage.exists(fresh.file.name)
    assert record.attachments.get() == plan


def test_what_a_draft_names_is_wanted(user, monkeypatch):
    old = timezone.now() - timedelta(days=8)
    wanted, unwanted = stored(user, created_at=old), stored(user, created_at=old)
    monkeypatch.setattr(access, "_wanted", [])
    access.register_wanted(lambda ids: {wanted.pk} & set(ids))
    assert services.purge_abandoned_attachments() == 1
    assert list(Attachment.objects.all()) == [wanted]
    assert unwanted.pk != wanted.pk


def test_pictures_are_kept_as_they_came(version, user):
    content = picture("JPEG")
    form = refused(version, user, photo=upload("photo.jpg", content))
    assert form.kept["photo"].file.read() == content
