"""Uploads that nobody sends are limited, and a full disk is said at the field; what was typed stays."""

import errno
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage

from forms_ext.models import Attachment
from tests.workflows.citizen.conftest import pdf
from tests.workflows.factories import national_id
from workflows.models import Draft


@pytest.fixture
def applicant(applicant):
    assert applicant.post(1, address="خیابان آزادی", owner_id=national_id(1)).status_code == 302
    return applicant


@pytest.mark.parametrize(
    ("setting", "limit"),
    [("UNBOUND_UPLOADS_PER_FIELD", 1), ("UNBOUND_UPLOADS_PER_PERSON", 1), ("UNBOUND_UPLOAD_BYTES_PER_PERSON", 100)],
)
def test_no_more_than_the_quota_is_kept(applicant, settings, setting, limit):
    setattr(settings, setting, limit)
    assert applicant.post(2, area="۸۰", usage="home", deed=pdf()).status_code == 302
    response = applicant.post(2, area="۸۵", usage="home", deed=pdf("دیگر.pdf"))
    assert response.status_code == 200
    assert "بیش از اندازه" in response.content.decode()
    assert Attachment.objects.count() == 1
    assert Draft.objects.get().answers["area"] == "85"


def test_a_full_disk_is_said_and_leaves_nothing(applicant, monkeypatch, tmp_path):
    removed = []
    delete = FileSystemStorage.delete

    def full(storage, name, content):
        path = Path(storage.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"%PDF half")
        raise OSError(errno.ENOSPC, "No space left on device")

    def remove(storage, name):
        removed.append(Path(storage.path(name)))
        delete(storage, name)

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    monkeypatch.setattr(FileSystemStorage, "delete", remove)
    response = applicant.post(2, area="۸۰", usage="home", deed=pdf())
    assert response.status_code == 200
    assert "ذخیره پرونده اکنون ممکن نشد" in response.content.decode()
    assert Attachment.objects.count() == 0
    assert removed
    assert not any(path.exists() for path in removed)
    assert Draft.objects.get().answers["area"] == "80"
