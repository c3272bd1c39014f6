"""What the account knows is offered in the form, and never pressed upon what was typed."""

import pytest
from django.template.loader import render_to_string

from servicedesk.demo.content.forms import FORMS
from servicedesk.demo.content.services import SERVICES
from workflows.models import Draft

pytestmark = pytest.mark.django_db

FIELDS = [
    {"type": "national_id", "name": "owner_id", "label": "کد ملی مالک", "required": False},
    {"type": "mobile", "name": "phone", "label": "تلفن همراه", "required": False},
    {"type": "national_id", "name": "agent_id", "label": "کد ملی نماینده", "required": False},
    {"type": "text", "name": "address", "label": "نشانی", "required": False},
    {"type": "number", "kind": "number", "name": "area", "label": "مساحت", "required": False},
    {"type": "text", "name": "remarks", "label": "توضیحات", "required": False},
]


@pytest.fixture(scope="module")
def request_fields():
    """A form about people."""
    return FIELDS


def field(page, name):
    return page.partition(f'name="{name}"')[2].partition(">")[0]


def persian(text):
    return text.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))


def test_a_new_form_offers_what_the_account_knows(applicant, org):
    page = applicant.client.get(applicant.url).content.decode()
    assert persian(org.citizen.national_id) in field(page, "owner_id")
    assert persian(org.citizen.mobile) in field(page, "phone")
    assert 'autocomplete="tel"' in field(page, "phone")
    assert "value" not in field(page, "agent_id"), "the second asks about somebody else"
    assert not Draft.objects.exists(), "looking answers nothing"


def test_what_was_typed_is_not_filled_over(applicant, org):
    applicant.post(1, action="save", owner_id="", phone="", remarks="خودم می‌نویسم")
    page = applicant.client.get(applicant.url).content.decode()
    assert "value" not in field(page, "owner_id")
    assert "خودم می‌نویسم" in page


def test_the_demo_permit_asks_for_every_document_that_it_lists():
    asked = " ".join(field[1] for field in FORMS["building_permit"]["fields"] if field[0] == "file")
    for document in SERVICES["building_permit"]["documents"]:
        assert document in asked


def test_the_greeting_writes_digits_as_persian_does():
    assert "۰۹۱۲۱۱۱۲۲۳۳" in render_to_string("account/messages/logged_in.txt", {"user": "09121112233"})
