"""Who may open which screen of the desk, their own object and others': one matrix."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.workflows.factories import open_task, submitted
from workflows import services

pytestmark = pytest.mark.django_db

LOGIN = "login"
# person: worklist, case list, task, case, reports, list behind a number
MATRIX = {
    "anonymous": (LOGIN, LOGIN, LOGIN, LOGIN, LOGIN, LOGIN),
    "citizen": (403, 403, 404, 404, 403, 403),  # the applicant: own case in the citizen's screens only
    "other_citizen": (403, 403, 404, 404, 403, 403),
    "staff_without_post": (403, 403, 404, 404, 403, 403),
    "treasurer": (200, 200, 404, 404, 403, 403),  # a post that the case has not been at
    "clerk": (200, 200, 200, 200, 403, 403),
    "second_clerk": (200, 200, 200, 200, 403, 403),
    "head": (200, 200, 200, 200, 403, 403),  # the post above
    "manager": (403, 200, 200, 200, 200, 200),
    "administrator": (403, 200, 200, 200, 200, 200),
}


@pytest.mark.parametrize("who", MATRIX)
def test_screens(org, sign_in, who):
    case = submitted(org)
    user = None if who == "anonymous" else getattr(org, who)
    client = sign_in(user)
    addresses = [
        reverse("desk"),
        reverse("desk_cases"),
        reverse("desk_task", args=[open_task(case).pk]),
        reverse("desk_case", args=[case.code]),
        reverse("reports"),
        reverse("reports_cases"),
    ]
    for address, expected in zip(addresses, MATRIX[who], strict=True):
        response = client.get(address)
        if expected == LOGIN:
            assert response.status_code == 302, address
            assert "login" in response["Location"], address
        else:
            assert response.status_code == expected, address


@pytest.mark.parametrize("who", ["citizen", "treasurer", "staff_without_post"])
def test_a_strangers_post_changes_nothing(org, sign_in, who):
    case = submitted(org)
    task = open_task(case)
    client = sign_in(getattr(org, who))
    for address, data in [
        (reverse("desk_task_claim", args=[task.pk]), {}),
        (reverse("desk_task_release", args=[task.pk]), {}),
        (reverse("desk_task", args=[task.pk]), {"action": "decide", "decision-decision": "d_accept", "revision": "0"}),
    ]:
        assert client.post(address, data).status_code == 404
    task.refresh_from_db()
    assert task.owner is None
    assert task.status == "NEW"


def test_a_manager_reads_but_does_not_decide(org, sign_in):
    task = open_task(submitted(org))
    client = sign_in(org.manager)
    page = client.get(reverse("desk_task", args=[task.pk]))
    assert 'value="decide"' not in page.content.decode()
    answer = client.post(
        reverse("desk_task", args=[task.pk]),
        {"action": "decide", "decision-decision": "d_accept", "decision-note": "نوشته مدیر", "revision": task.revision},
    )
    assert answer.status_code == 403
    assert "نوشته مدیر" in answer.content.decode()
    task.refresh_from_db()
    assert task.is_open


def test_changes_are_posts_only(org, sign_in):
    task = open_task(submitted(org))
    client = sign_in(org.clerk)
    for name, args in [("desk_task_claim", [task.pk]), ("desk_task_release", [task.pk]), ("desk_claim", [])]:
        assert client.get(reverse(name, args=args)).status_code == 405


def test_no_post_says_why_and_whom_to_ask(org, sign_in):
    page = sign_in(org.staff_without_post).get(reverse("desk")).content.decode()
    assert "پستی به نام شما ثبت نشده است" in page
    assert "راهبر سیستم" in page


def test_navigation_shows_what_a_person_may_use(org, sign_in):
    clerk = sign_in(org.clerk).get(reverse("desk")).content.decode()
    assert org.clerk_post.title in clerk
    assert reverse("reports") not in clerk
    manager = sign_in(org.manager).get(reverse("desk_cases")).content.decode()
    assert reverse("reports") in manager


def test_a_claimed_task_still_opens_for_the_other_holder_to_read(org, sign_in):
    task = open_task(submitted(org))
    services.claim_task(task=task, user=org.clerk)
    page = sign_in(org.second_clerk).get(reverse("desk_task", args=[task.pk])).content.decode()
    assert str(org.clerk) in page
    assert 'value="decide"' not in page
