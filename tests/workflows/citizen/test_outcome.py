"""How a request ended: the applicant learns why, by when to object, and gets it by message too."""

import pytest
from django.urls import reverse

from messaging.models import Message
from tests.workflows.factories import decide
from workflows.models import Case, Draft

WHY = "سند ملک با نشانی درخواست نمی‌خواند."


@pytest.fixture
def case(org, applicant) -> Case:
    applicant.fill()
    applicant.submit(Draft.objects.get().pk)
    return Case.objects.select_related("applicant", "service").get()


def messages(case) -> list[str]:
    sent = Message.objects.filter(reference=case.code, kind="sms").exclude(idempotency_key__contains="receipt")
    return [message.body for message in sent]


def test_a_rejected_applicant_reads_why_and_until_when_to_object(org, case, sign_in):
    decide(case, "d_reject", org.clerk, note=WHY)
    case.refresh_from_db()
    assert case.reason == WHY
    assert case.object_until > case.finished
    page = sign_in(org.citizen).get(reverse("my_case", args=[case.code])).content.decode()
    assert WHY in page
    assert "کتبی اعتراض کنید" in page
    assert "is-refused" in page
    assert reverse("my_case", args=[case.code]) in (
        sign_in(org.citizen).get(reverse("receipt", args=[case.code])).content.decode()
    )


def test_the_code_alone_does_not_tell_the_reason(org, case, client):
    decide(case, "d_reject", org.clerk, note=WHY)
    address = reverse("track_case", args=[case.code])
    assert WHY not in client.get(address).content.decode()
    client.post(address, {"identity": org.citizen.national_id})
    assert WHY in client.get(address).content.decode()


def test_a_message_that_does_not_say_why_is_followed_by_one_that_does(org, case):
    decide(case, "d_reject", org.clerk, note=WHY)
    assert any(WHY in text for text in messages(case))


def test_a_message_of_the_process_that_says_it_is_enough(org, case):
    decide(case, "d_accept", org.clerk)
    decide(case, "d_approve", org.head, note="میان خودمان")
    case.refresh_from_db()
    assert (case.outcome, case.reason, case.object_until) == ("done", "", None)
    assert len(messages(case)) == 1


def test_no_time_to_object_where_the_service_gives_none(org, case):
    type(org.service).objects.filter(pk=org.service.pk).update(objection_days=0)
    decide(case, "d_reject", org.clerk, note=WHY)
    case.refresh_from_db()
    assert case.object_until is None
