"""A service whose form has three steps, one with a file; and a browser for each person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from forms_ext.models import FormVersion
from tests.forms_ext.factories import published_again
from tests.workflows.factories import World, national_id
from workflows.models import Draft

FIELDS: list[dict[str, Any]] = [
    {"type": "heading", "label": "مالک"},
    {"type": "text", "name": "address", "label": "نشانی ملک", "required": True},
    {"type": "national_id", "name": "owner_id", "label": "کد ملی مالک", "required": True},
    {"type": "heading", "label": "ملک"},
    {"type": "number", "kind": "number", "name": "area", "label": "مساحت", "required": True},
    {
        "type": "single_choice",
        "name": "usage",
        "label": "کاربری",
        "required": True,
        "options": {"home": "مسکونی", "shop": "تجاری"},
    },
    {"type": "file", "name": "deed", "label": "تصویر سند", "required": True},
    {"type": "heading", "label": "توضیحات"},
    {"type": "text", "name": "remarks", "label": "توضیحات", "required": False},
]

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture(scope="module")
def request_fields() -> list[dict[str, Any]]:
    """The request form in three steps."""
    return FIELDS


@pytest.fixture
def org(org: World, settings, tmp_path) -> World:
    """The small organisation; uploads go to a folder of the test."""
    settings.MEDIA_ROOT = tmp_path
    return org


@dataclass
class Applicant:
    """A citizen at the service's form."""

    client: Client
    org: World

    @property
    def url(self) -> str:
        return reverse("apply", args=[self.org.service.slug])

    @property
    def review_url(self) -> str:
        return reverse("apply_review", args=[self.org.service.slug])

    @property
    def revision(self) -> int:
        """That of a page which is opened now."""
        citizen = self.client.session["_auth_user_id"]
        draft = Draft.objects.filter(applicant=citizen, service=self.org.service).first()
        return draft.revision if draft else 0

    def post(self, step: int, action: str = "next", **values: Any):
        if "revision" not in values:
            values["revision"] = self.revision
        return self.client.post(self.url, {"step": step, "action": action, **values})

    def fill(self) -> None:
        """All three steps, as they should be."""
        assert self.post(1, address="خیابان آزادی", owner_id=national_id(1)).status_code == 302
        assert self.post(2, area="۸۰", usage="home", deed=pdf()).status_code == 302
        assert self.post(3, remarks="بدون توضیح").url == self.review_url

    def submit(self, key: object):
        return self.client.post(self.review_url, {"key": str(key)})


def pdf(name: str = "سند ملک.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


@pytest.fixture
def applicant(org, sign_in) -> Applicant:
    return Applicant(sign_in(org.citizen), org)


def republish(org: World, fields: list[dict[str, Any]]) -> FormVersion:
    """A second version of the request form."""
    return published_again(org.form, fields)
