"""Private documents: served to whom may read them, as what they are, and every look logged."""

import uuid

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from forms_ext import access, events, services
from forms_ext.models import Attachment
from tests.forms_ext.factories import published_form
from tests.forms_ext.files import PDF, container, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _private_files(settings, tmp_path, monkeypatch):
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}},
    }
    monkeypatch.setattr(access, "_checkers", [])


@pytest.fixture
def owner(django_user_model):
    return django_user_model.objects.create(username="owner")


@pytest.fixture
def stranger(django_user_model):
    return django_user_model.objects.create(username="stranger", is_staff=True)


def stored(owner, name="نقشهٔ ۱.pdf", content=PDF, content_type="application/pdf"):
    attachment = Attachment(
        field="plan", original_name=name, content_type=content_type, size=len(content), sha256="0" * 64
    )
    attachment.uploaded_by = owner
    attachment.file.save("x", upload("x", content), save=False)
    attachment.save()
    return attachment


def bound(owner):
    attachment = stored(owner)
    version = published_form("فرم", [{"type": "file", "name": "plan", "label": "نقشه"}])
    services.save_record(version=version, answers={"plan": str(attachment.pk)}, user=owner)
    return attachment


def get(client, user, attachment):
    if user:
        client.force_login(user)
    return client.get(reverse("attachment", args=[attachment.pk]))


def test_the_uploader_sees_an_upload_of_an_unfinished_form(client, owner):
    answer = get(client, owner, stored(owner))
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == PDF


def test_what_is_sent_along(client, owner):
    answer = get(client, owner, stored(owner))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Length"] == str(len(PDF))
    assert answer["Content-Disposition"].startswith("inline; filename*=utf-8''")
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_what_a_browser_could_run_is_only_downloaded(client, owner):
    answer = get(client, owner, stored(owner, "a.zip", container("a.html"), "application/zip"))
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_name_cannot_break_out_of_its_header(client, owner):
    answer = get(client, owner, stored(owner, 'a".pdf"; x="'))
    assert answer["Content-Disposition"] == 'inline; filename="a\\".pdf\\"; x=\\""'


def test_nobody_else_learns_even_that_it_exists(client, owner, stranger):
    attachment = stored(owner)
    assert get(client, None, attachment).status_code == 404
    refused = get(client, stranger, attachment)
    missing = client.get(reverse("attachment", args=[uuid.uuid4()]))
    assert refused.status_code == missing.status_code == 404
    assert not ModelLogEntry.objects.filter(action=events.ATTACHMENT_VIEWED).exists()


def test_a_person_who_may_not_sign_in_any_more_sees_nothing(client, owner):
    attachment = stored(owner)
    client.force_login(owner)
    owner.is_active = False
    owner.save()
    assert client.get(reverse("attachment", args=[attachment.pk])).status_code == 404
    assert not access.may_read(owner, attachment)


def test_a_handed_in_document_is_read_by_whom_a_layer_above_lets(client, owner, stranger):
    attachment = bound(owner)
    assert get(client, owner, attachment).status_code == 404, "no longer the uploader's alone to give"
    access.register(lambda user, one: user == stranger and one.pk == attachment.pk)
    assert get(client, stranger, attachment).status_code == 200
    assert get(client, owner, attachment).status_code == 404


def test_a_right_is_registered_once():
    def checker(user, attachment):
        return True

    access.register(checker)
    access.register(checker)
    assert access._checkers == [checker]


def test_every_look_is_logged(client, owner):
    attachment = stored(owner)
    get(client, owner, attachment)
    entry = ModelLogEntry.objects.get(action=events.ATTACHMENT_VIEWED)
    assert entry.user == owner
    assert entry.object_id == str(attachment.pk)
    assert entry.label == attachment.original_name


def test_a_file_that_is_gone_is_a_404_and_no_look(client, owner):
    attachment = stored(owner)
    attachment.file.delete(save=False)
    Attachment.objects.filter(pk=attachment.pk).update(file="attachments/00/gone")
    assert get(client, owner, attachment).status_code == 404
    assert not ModelLogEntry.objects.filter(action=events.ATTACHMENT_VIEWED).exists()


def test_only_reading(client, owner):
    attachment = stored(owner)
    client.force_login(owner)
    assert client.post(reverse("attachment", args=[attachment.pk])).status_code == 405
    assert client.head(reverse("attachment", args=[attachment.pk])).status_code == 200
