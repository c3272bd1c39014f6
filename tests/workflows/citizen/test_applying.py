"""A citizen applies: step by step, with mistakes in between, from two devices, and more than once."""

import datetime as dt
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from forms_ext.models import Attachment
from tests.query_counts import assert_queries
from tests.workflows.citizen.conftest import FIELDS, PDF, Applicant, pdf, republish
from tests.workflows.factories import national_id
from workflows.models import Case, Draft, ServiceProcess


def draft_of(org) -> Draft:
    return Draft.objects.get(applicant=org.citizen)


def test_a_visitor_is_sent_to_sign_in_and_back(org, client):
    url = reverse("apply", args=[org.service.slug])
    response = client.get(url)
    assert response.status_code == 302
    assert response.url.startswith(reverse("citizen_login"))
    assert "next=" in response.url


def test_a_service_without_a_process_says_so(org, applicant):
    ServiceProcess.objects.all().delete()
    response = applicant.client.get(applicant.url)
    assert response.status_code == 409
    assert response.content.decode().count("<h1") == 1


def test_an_unknown_or_unpublished_service_is_not_found(org, applicant):
    assert applicant.client.get(reverse("apply", args=["نیست"])).status_code == 404
    org.service.unpublish()
    assert applicant.client.get(applicant.url).status_code == 404


def test_a_persian_address_of_a_service(org, applicant):
    org.service.slug = "پروانه-ساختمان"
    org.service.save()
    assert applicant.client.get(applicant.url).status_code == 200


def test_the_whole_path_with_mistakes_in_between(org, applicant):
    first = applicant.client.get(applicant.url).content.decode()
    assert "مرحله ۱ از ۳" in first
    assert first.count('aria-current="step"') == 1

    refused = applicant.post(1, address="خیابان آزادی", owner_id="1111111111")
    page = refused.content.decode()
    assert refused.status_code == 200
    assert 'id="error-summary"' in page
    assert "خیابان آزادی" in page
    assert "۱۱۱۱۱۱۱۱۱۱" in page
    assert draft_of(org).answers["address"] == "خیابان آزادی"

    assert applicant.post(1, address="خیابان آزادی", owner_id=national_id(1)).status_code == 302

    # The upload is good, the number is not: the file is stored at once and stays with the page.
    page = applicant.post(2, area="هشتاد", usage="home", deed=pdf()).content.decode()
    kept = Attachment.objects.get()
    assert "سند ملک.pdf" in page
    assert f'value="{kept.pk}"' in page
    assert "هشتاد" in page

    sent = applicant.post(2, area="۸۰", usage="home", **{"deed-kept": str(kept.pk)})
    assert sent.status_code == 302
    assert Attachment.objects.count() == 1
    assert applicant.post(3, remarks="<b>سلام</b>").url == applicant.review_url

    review = applicant.client.get(applicant.review_url).content.decode()
    for text in ("خیابان آزادی", "سند ملک.pdf", "مسکونی", "۸۰", "&lt;b&gt;سلام"):
        assert text in review
    assert "<b>سلام" not in review
    assert "?step=2" in review

    response = applicant.submit(draft_of(org).pk)
    case = Case.objects.get()
    assert response.url == reverse("receipt", args=[case.code])
    assert not Draft.objects.exists()
    kept.refresh_from_db()
    assert kept.record_id is not None
    assert applicant.client.get(response.url).status_code == 200


def test_the_draft_resumes_where_it_was_left_on_another_device(org, applicant, sign_in):
    applicant.post(1, address="خیابان آزادی", owner_id=national_id(1))
    later = applicant.post(2, "later", area="۸۰")
    assert later.url == reverse("my")

    other_device = sign_in(org.citizen)
    page = other_device.get(applicant.url).content.decode()
    assert "مرحله ۲ از ۳" in page
    assert 'value="80"' in page or 'value="۸۰"' in page
    assert applicant.url in other_device.get(reverse("my")).content.decode()


def test_a_step_that_is_not_reached_yet_cannot_be_opened(org, applicant):
    page = applicant.client.get(f"{applicant.url}?step=3").content.decode()
    assert "مرحله ۱ از ۳" in page


def test_the_review_sends_back_to_the_step_that_is_not_complete(org, applicant):
    applicant.post(1, address="خیابان آزادی", owner_id=national_id(1))
    assert applicant.client.get(applicant.review_url).url == f"{applicant.url}?step=2"


def test_back_keeps_what_was_typed_and_needs_nothing_filled(org, applicant):
    applicant.post(1, address="خیابان آزادی", owner_id=national_id(1))
    assert applicant.post(2, "back", area="95").url == f"{applicant.url}?step=1"
    assert str(draft_of(org).answers["area"]) == "95"


def test_autosave_answers_in_json_and_keeps_what_is_good(org, applicant):
    response = applicant.post(1, "autosave", address="خیابان آزادی", owner_id="12")
    assert "saved" in response.json()
    assert draft_of(org).answers["address"] == "خیابان آزادی"
    assert "owner_id" not in draft_of(org).answers


def test_autosave_takes_no_file_away(org, applicant):
    applicant.post(1, address="خیابان آزادی", owner_id=national_id(1))
    applicant.post(2, "later", deed=pdf())
    applicant.post(2, "autosave", area="80", usage="home")
    assert draft_of(org).answers["deed"] == str(Attachment.objects.get().pk)


def test_a_draft_is_discarded_by_post_only(org, applicant, sign_in):
    applicant.post(1, "later", address="خیابان آزادی")
    url = reverse("apply_discard", args=[org.service.slug])
    assert applicant.client.get(url).status_code == 405
    sign_in(org.other_citizen).post(url)
    assert Draft.objects.count() == 1
    applicant.client.post(url)
    assert not Draft.objects.exists()


def test_a_double_click_a_replay_and_a_way_back_make_one_case(org, applicant):
    applicant.fill()
    key = draft_of(org).pk
    receipts = {applicant.submit(key).url for _ in range(3)}
    assert len(receipts) == 1
    assert Case.objects.count() == 1
    assert applicant.client.get(applicant.review_url).status_code == 302


def test_a_key_that_is_not_the_drafts_sends_nothing(org, applicant):
    applicant.fill()
    for key in (uuid4(), "", "x"):
        assert applicant.submit(key).url == applicant.review_url
    assert not Case.objects.exists()


def test_another_persons_key_sends_nothing(org, applicant, sign_in):
    applicant.fill()
    Applicant(sign_in(org.other_citizen), org).submit(draft_of(org).pk)
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("step", "values", "field"),
    [
        (2, {"area": "80", "usage": "کارخانه"}, "usage"),
        (2, {"area": "<script>alert(1)</script>", "usage": "home"}, "area"),
        (1, {"address": "ا" * 10_001, "owner_id": national_id(1)}, "address"),
    ],
)
def test_bad_input_is_refused_at_its_field_and_kept_on_the_page(org, applicant, step, values, field):
    applicant.post(1, address="خیابان آزادی", owner_id=national_id(1))
    response = applicant.post(step, **values)
    page = response.content.decode()
    assert response.status_code == 200
    assert f'id="id_{field}_error"' in page
    assert "<script>alert" not in page
    assert draft_of(org).answers.get(field) != values[field]


@pytest.mark.parametrize(
    ("name", "content"), [("virus.pdf", b"MZ\x90\x00" + b"\0" * 200), ("picture.png", b"<svg xmlns='x'></svg>")]
)
def test_a_file_that_is_not_what_it_says_is_refused(org, applicant, name, content):
    applicant.post(1, address="خیابان آزادی", owner_id=national_id(1))
    page = applicant.post(2, area="80", usage="home", deed=pdf(name, content)).content.decode()
    assert 'id="id_deed_error"' in page
    assert not Attachment.objects.exists()


def test_a_field_that_the_form_lacks_is_never_stored(org, applicant):
    applicant.post(1, address="خیابان آزادی", owner_id=national_id(1), is_admin="1", area="7")
    assert set(draft_of(org).answers) == {"address", "owner_id"}


def test_another_persons_file_cannot_be_named(org, applicant, sign_in):
    stranger = Applicant(sign_in(org.other_citizen), org)
    stranger.post(1, address="خیابان آزادی", owner_id=national_id(1))
    stranger.post(2, "later", deed=pdf("محرمانه.pdf", PDF))
    theirs = Attachment.objects.get()
    applicant.post(1, address="خیابان آزادی", owner_id=national_id(1))
    page = applicant.post(2, area="80", usage="home", **{"deed-kept": str(theirs.pk)}).content.decode()
    assert "محرمانه.pdf" not in page
    assert draft_of(org).answers.get("deed") is None


def test_a_form_published_meanwhile_leaves_the_draft_on_its_version(org, applicant):
    applicant.post(1, address="خیابان آزادی", owner_id=national_id(1))
    republish(org, [*FIELDS, {"type": "text", "name": "extra", "label": "فیلد تازه", "required": True}])
    applicant.post(2, area="80", usage="home", deed=pdf())
    assert applicant.post(3, remarks="").url == applicant.review_url
    assert draft_of(org).version_id == org.form_version.pk
    assert applicant.submit(draft_of(org).pk).url.startswith("/receipt/")


def test_a_form_replaced_long_ago_moves_the_draft_and_says_so(org, applicant):
    applicant.post(1, address="خیابان آزادی", owner_id=national_id(1))
    newer = republish(org, [*FIELDS, {"type": "text", "name": "extra", "label": "فیلد تازه", "required": True}])
    with time_machine.travel(timezone.now() + dt.timedelta(days=15)):
        applicant.client.force_login(org.citizen)
        page = applicant.client.get(applicant.url).content.decode()
        assert "فرم این خدمت تغییر کرده است" in page
        assert "خیابان آزادی" in page
        assert draft_of(org).version_id == newer.pk


def test_queries_of_applying(org, applicant):
    applicant.client.get(applicant.url)
    with assert_queries("citizen.apply_page", at_most=12):
        applicant.client.get(applicant.url)
    applicant.post(1, address="خیابان آزادی", owner_id=national_id(1))
    seen = applicant.revision
    with assert_queries("citizen.apply_step", at_most=14):
        applicant.post(2, area="80", usage="home", deed=pdf(), revision=seen)
    applicant.post(3, remarks="")
    key = draft_of(org).pk
    with assert_queries("citizen.submit", at_most=30):
        applicant.submit(key)
