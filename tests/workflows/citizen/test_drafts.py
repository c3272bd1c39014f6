"""Drafts: what was refused is kept as it was typed, and two open pages do not overwrite each other unseen."""

import pytest

from tests.workflows.citizen.conftest import Applicant
from tests.workflows.factories import national_id
from workflows import services
from workflows.errors import StaleDraft
from workflows.models import Draft

pytestmark = pytest.mark.django_db

STALE = "این درخواست در پنجره یا دستگاه دیگری تغییر کرده است"


def draft_of(org) -> Draft:
    return Draft.objects.get(applicant=org.citizen)


def test_refused_text_is_shown_on_another_device_with_what_is_wrong(org, applicant, sign_in):
    applicant.post(1, address="خیابان آزادی", owner_id="1111111111")
    draft = draft_of(org)
    assert draft.answers == {"address": "خیابان آزادی"}
    assert draft.typed == {"owner_id": "1111111111"}
    page = sign_in(org.citizen).get(f"{applicant.url}?step=1")
    assert "1111111111" in page.content.decode() or "۱۱۱۱۱۱۱۱۱۱" in page.content.decode()
    assert set(page.context["form"].errors) == {"owner_id"}


def test_a_text_that_is_mended_is_an_answer_and_no_refused_text(org, applicant):
    applicant.post(1, address="خیابان آزادی", owner_id="1111111111")
    applicant.post(1, address="خیابان آزادی", owner_id=national_id(1))
    assert draft_of(org).typed == {}
    assert draft_of(org).answers["owner_id"] == national_id(1)


def test_a_request_with_a_refused_text_is_not_sent_without_it(org, applicant):
    """The field may be optional: what was typed into it is still not lost in silence."""
    applicant.fill()
    draft = draft_of(org)
    services.save_draft(
        applicant=org.citizen,
        service=org.service,
        version=draft.version,
        answers=draft.answers,
        typed={"remarks": "x" * 20_000},
        step=draft.step,
    )
    assert applicant.client.get(applicant.review_url).url == f"{applicant.url}?step=3"


def test_two_pages_do_not_overwrite_each_other(org, applicant, sign_in):
    other = Applicant(sign_in(org.citizen), org)
    old = applicant.revision
    assert other.post(1, address="نشانی دوم", owner_id=national_id(1)).status_code == 302
    refused = applicant.post(1, address="نشانی اول", owner_id=national_id(1), revision=old)
    page = refused.content.decode()
    assert refused.status_code == 409
    assert STALE in page
    assert "نشانی اول" in page, "what was typed is still there"
    assert draft_of(org).answers["address"] == "نشانی دوم"
    again = applicant.post(
        1, address="نشانی اول", owner_id=national_id(1), revision=refused.context["filling"].revision
    )
    assert again.status_code == 302, "sent again, knowing it"
    assert draft_of(org).answers["address"] == "نشانی اول"


def test_a_page_that_saves_itself_is_told_too(org, applicant):
    applicant.post(1, "autosave", address="نشانی دوم", revision=0)
    answer = applicant.post(1, "autosave", address="نشانی اول", revision=0)
    assert answer.status_code == 409
    assert STALE in answer.json()["notice"]
    assert draft_of(org).answers == {"address": "نشانی دوم"}


def test_a_pages_own_save_under_way_does_not_refuse_what_it_sends_next(org, applicant):
    """The page's script may not have heard of the revision that its own save made."""
    saved = applicant.post(1, "autosave", address="نشانی", revision=0, page="abc")
    assert saved.json()["revision"] == 1
    sent = applicant.post(1, address="نشانی", owner_id=national_id(1), revision=0, page="abc")
    assert sent.status_code == 302


def test_a_page_of_a_draft_that_was_sent_or_discarded_is_refused(org, applicant):
    applicant.post(1, "later", address="نشانی")
    revision = applicant.revision
    services.discard_draft(draft=draft_of(org), applicant=org.citizen)
    assert applicant.post(1, address="نشانی", revision=revision).status_code == 409
    assert not Draft.objects.exists()


def test_each_page_has_its_own_name_and_knows_its_revision(org, applicant):
    applicant.post(1, "later", address="نشانی")
    one, two = (applicant.client.get(applicant.url) for _look in range(2))
    assert one.context["page_key"] != two.context["page_key"]
    assert f'name="revision" value="{draft_of(org).revision}"' in one.content.decode()
    assert f'name="page" value="{one.context["page_key"]}"' in one.content.decode()


def test_without_a_revision_the_latest_wins(org):
    from forms_ext.selectors import current_version

    version = current_version(org.service.request_form)
    more = {"applicant": org.citizen, "service": org.service, "version": version}
    first = services.save_draft(answers={"address": "یک"}, **more)
    second = services.save_draft(answers={"address": "دو"}, **more)
    assert (first.pk, second.revision) == (second.pk, first.revision + 1)
    with pytest.raises(StaleDraft):
        services.save_draft(answers={}, revision=first.revision, **more)
