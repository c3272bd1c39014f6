"""One draft saved from many pages at once, on PostgreSQL: nobody's words are overwritten unseen."""

import pytest
from django.db import connection

from tests.workflows.cases.test_concurrency import at_once
from tests.workflows.factories import world
from workflows import services
from workflows.errors import StaleDraft
from workflows.models import Draft

PAGES = 6

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL"),
]


@pytest.fixture
def save():
    permits = world()

    def saving(number=0, revision=None, page=""):
        return lambda: services.save_draft(
            applicant=permits.citizen,
            service=permits.service,
            version=permits.form_version,
            answers={"number": number},
            revision=revision,
            page=page,
        )

    return saving


@pytest.mark.parametrize("revision", [0, 1])
def test_of_pages_made_from_one_state_one_saves_and_the_others_are_told(save, revision):
    if revision:
        save()()
    results = at_once(*(save(n, revision, f"page{n}") for n in range(PAGES)))
    saved = [n for n, result in enumerate(results) if isinstance(result, Draft)]
    assert len(saved) == 1, results
    assert all(isinstance(result, StaleDraft) for n, result in enumerate(results) if n not in saved), results
    draft = Draft.objects.get()
    assert (draft.answers, draft.revision, draft.page) == ({"number": saved[0]}, revision + 1, f"page{saved[0]}")


@pytest.mark.parametrize("drafts", [0, 1])
def test_saves_that_come_from_no_state_all_count(save, drafts):
    if drafts:
        save()()
    results = at_once(*(save(n) for n in range(PAGES)))
    assert all(isinstance(result, Draft) for result in results), results
    draft = Draft.objects.get()
    assert draft.revision == PAGES + drafts
    last = max(results, key=lambda result: result.revision)
    assert draft.answers == last.answers


def test_a_save_beside_a_discarding_writes_nothing_back(save):
    draft = save()()
    discard = lambda: services.discard_draft(draft=draft, applicant=draft.applicant)  # noqa: E731
    saved, _discarded = at_once(save(1, draft.revision, "page"), discard)
    assert not Draft.objects.exists()
    assert isinstance(saved, Draft | StaleDraft)
