"""One task: claiming it, working its forms, deciding, referring; and what happens when two people meet in it."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from forms_ext.models import Attachment
from persian.digits import to_persian
from tests.forms_ext.factories import published_again, publisher
from tests.query_counts import assert_queries
from tests.workflows.factories import EXPERT_FIELDS, World, decide, open_task, submitted
from workflows import services
from workflows.models import Task

pytestmark = pytest.mark.django_db


def address(task: Task) -> str:
    return reverse("desk_task", args=[task.pk])


@pytest.fixture
def inspection(org) -> Task:
    """A task with a form to write, claimed by the expert."""
    return inspected(org)


def inspected(org: World) -> Task:
    case = submitted(org, area="150")
    decide(case, "d_accept", org.clerk)
    services.claim_task(task=open_task(case), user=org.expert)
    return open_task(case)


# The forms of the inspection by their place on its page: the request to read, the expert's form to write.
REQUEST, EXPERT = "f1", "f2"


def finding(org: World, text: str) -> dict[str, str]:
    return {f"{EXPERT}-finding": text}


# --------------------------------------------------------------------------------------------- claim, release
def test_two_people_claim_one_wins_and_the_other_is_told_who_has_it(org, sign_in):
    task = open_task(submitted(org))
    first, second = sign_in(org.clerk), sign_in(org.second_clerk)
    assert "برداشتن این کار" in first.get(address(task)).content.decode()
    first.post(reverse("desk_task_claim", args=[task.pk]))
    answer = second.post(reverse("desk_task_claim", args=[task.pk]), follow=True)
    assert [str(m) for m in answer.context["messages"]] == [f"{org.clerk} پیش از شما این کار را برداشته است."]
    task.refresh_from_db()
    assert task.owner == org.clerk


def test_released_work_is_in_the_worklist_again(org, sign_in):
    task = open_task(submitted(org))
    client = sign_in(org.clerk)
    client.post(reverse("desk_task_claim", args=[task.pk]))
    answer = client.post(reverse("desk_task_release", args=[task.pk]), follow=True)
    assert org.clerk_post.title in answer.content.decode()
    task.refresh_from_db()
    assert task.owner is None


def test_another_holder_cannot_release(org, sign_in):
    task = open_task(submitted(org))
    services.claim_task(task=task, user=org.clerk)
    sign_in(org.second_clerk).post(reverse("desk_task_release", args=[task.pk]))
    task.refresh_from_db()
    assert task.owner == org.clerk


# ------------------------------------------------------------------------------------------------- the page
def test_the_page_shows_answers_instructions_and_timeline(org, sign_in):
    page = sign_in(org.clerk).get(address(open_task(submitted(org)))).content.decode()
    assert "خیابان آزادی" in page
    assert "مدارک را با اصل برابر کنید." in page
    assert "نشانی ملک" in page
    assert page.count("<h1") == 1


def test_an_unclaimed_task_has_no_decision_bar(org, sign_in):
    page = sign_in(org.clerk).get(address(open_task(submitted(org)))).content.decode()
    assert 'value="decide"' not in page


def test_a_finished_task_can_be_read(org, sign_in):
    case = submitted(org)
    task = open_task(case)
    decide(case, "d_accept", org.clerk)
    page = sign_in(org.clerk).get(address(task)).content.decode()
    assert "پایان یافته است" in page
    assert "پذیرش" in page
    assert 'name="action"' not in page


# ---------------------------------------------------------------------------------------------- save, decide
def test_saving_keeps_unfinished_work(org, sign_in, inspection):
    client = sign_in(org.expert)
    client.post(
        address(inspection), {"action": "save", "revision": inspection.revision, **finding(org, "در دست بررسی")}
    )
    assert "در دست بررسی" in client.get(address(inspection)).content.decode()
    inspection.refresh_from_db()
    assert inspection.is_open


def test_an_empty_required_field_can_be_saved_but_not_decided(org, sign_in, inspection):
    client = sign_in(org.expert)
    saved = client.post(address(inspection), {"action": "save", "revision": inspection.revision, **finding(org, "")})
    assert saved.status_code == 302
    inspection.refresh_from_db()
    decided = client.post(
        address(inspection),
        {"action": "decide", "revision": inspection.revision, "decision-decision": "d_approve", **finding(org, "")},
    )
    assert decided.status_code == 422
    inspection.refresh_from_db()
    assert inspection.is_open


def test_deciding_writes_the_form_and_moves_the_case_on(org, sign_in, inspection):
    client = sign_in(org.expert)
    answer = client.post(
        address(inspection),
        {
            "action": "decide",
            "revision": inspection.revision,
            "decision-decision": "d_approve",
            **finding(org, "بی‌مانع"),
        },
        follow=True,
    )
    assert "تأیید" in answer.content.decode()
    inspection.refresh_from_db()
    assert inspection.decision == "d_approve"
    assert open_task(inspection.process).post == org.head_post
    assert "بی‌مانع" in sign_in(org.head).get(reverse("desk_case", args=[inspection.process.code])).content.decode()


@pytest.mark.parametrize(
    ("posted", "field"),
    [
        ({"decision-decision": ""}, "decision"),
        ({"decision-decision": "burn"}, "decision"),
        ({"decision-decision": "d_refuse", "decision-note": "  "}, "note"),
        ({"decision-decision": "d_refuse", "decision-note": "ن" * 4001}, "note"),
    ],
)
def test_a_refused_decision_says_why_at_its_field_and_keeps_what_was_typed(org, sign_in, inspection, posted, field):
    answer = sign_in(org.expert).post(
        address(inspection),
        {"action": "decide", "revision": inspection.revision, **posted, **finding(org, "متن بلند من")},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "متن بلند من" in page
    (complaint,) = answer.context["screen"].decision.errors[field]
    assert to_persian(complaint) in page
    inspection.refresh_from_db()
    assert inspection.is_open


def test_fields_that_the_form_lacks_are_ignored(org, sign_in, inspection):
    sign_in(org.expert).post(
        address(inspection),
        {
            "action": "save",
            "revision": inspection.revision,
            f"{EXPERT}-owner": "hacker",
            f"{REQUEST}-address": "نشانی تازه",
            **finding(org, "درست"),
        },
    )
    inspection.refresh_from_db()
    assert inspection.data["answers"] == {org.expert_form.slug: {"finding": "درست"}}
    assert "نشانی تازه" not in sign_in(org.expert).get(address(inspection)).content.decode()


def test_html_in_answers_is_text(org, sign_in, inspection):
    evil = "<img src=x onerror=alert(1)>"
    client = sign_in(org.expert)
    client.post(address(inspection), {"action": "save", "revision": inspection.revision, **finding(org, evil)})
    assert evil not in client.get(address(inspection)).content.decode()


# ------------------------------------------------------------------------------------------------ collisions
def test_a_stale_page_is_refused_and_nothing_typed_is_lost(org, sign_in, inspection):
    stale = inspection.revision
    one, two = sign_in(org.expert), sign_in(org.expert)
    one.post(address(inspection), {"action": "save", "revision": stale, **finding(org, "از پنجره اول")})
    answer = two.post(
        address(inspection),
        {
            "action": "decide",
            "revision": stale,
            "decision-decision": "d_refuse",
            "decision-note": "توضیح پنجره دوم",
            **finding(org, "از پنجره دوم"),
        },
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "پس از باز شدن این صفحه، کار تغییر کرده است" in page
    assert str(org.expert) in page
    assert "از پنجره دوم" in page
    assert "توضیح پنجره دوم" in page
    assert 'value="d_refuse" checked' in page
    inspection.refresh_from_db()
    assert f'name="revision" value="{inspection.revision}"' in page
    assert inspection.is_open
    again = two.post(
        address(inspection),
        {
            "action": "decide",
            "revision": inspection.revision,
            "decision-decision": "d_refuse",
            "decision-note": "توضیح پنجره دوم",
            **finding(org, "از پنجره دوم"),
        },
    )
    assert again.status_code == 302


def test_correcting_a_field_does_not_hide_what_another_changed_meanwhile(org, sign_in, inspection):
    old = inspection.revision
    services.save_task_forms(
        task=inspection, user=org.expert, answers={org.expert_form.slug: {"finding": "تازه"}}, revision=old
    )
    client = sign_in(org.expert)
    typed = {"action": "decide", "revision": old, "decision-note": "توضیح", **finding(org, "کهنه")}
    refused = client.post(address(inspection), typed)
    assert refused.status_code == 422
    assert f'name="revision" value="{old}"' in refused.content.decode()
    assert client.post(address(inspection), typed | {"decision-decision": "d_refuse"}).status_code == 409


@pytest.mark.parametrize("revision", ["", "abc", "-1", "۱", "99999999999999999999"])
def test_a_page_without_a_right_revision_is_stale(org, sign_in, inspection, revision):
    answer = sign_in(org.expert).post(
        address(inspection),
        {"action": "decide", "revision": revision, "decision-decision": "d_approve", **finding(org, "متن")},
    )
    assert answer.status_code == 409


def test_deciding_what_another_has_claimed_names_who_has_it(org, sign_in):
    task = open_task(submitted(org))
    revision = task.revision
    services.claim_task(task=task, user=org.second_clerk)
    answer = sign_in(org.clerk).post(
        address(task),
        {"action": "decide", "revision": revision, "decision-decision": "d_return", "decision-note": "نقشه کم است"},
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert f"{org.second_clerk} پیش از شما" in page
    assert "نقشه کم است" in page
    assert 'value="decide"' not in page


def test_deciding_a_finished_task_says_its_outcome(org, sign_in):
    case = submitted(org)
    task = open_task(case)
    revision = task.revision
    decide(case, "d_accept", org.clerk)
    answer = sign_in(org.clerk).post(
        address(task),
        {"action": "decide", "revision": revision, "decision-decision": "d_reject", "decision-note": "نوشته دیر"},
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "با نتیجه «پذیرش»" in page
    assert "نوشته دیر" in page


# -------------------------------------------------------------------------------------------------- referral
def test_referral_to_a_post(org, sign_in):
    task = open_task(submitted(org))
    client = sign_in(org.clerk)
    client.post(reverse("desk_task_claim", args=[task.pk]))
    task.refresh_from_db()
    answer = client.post(
        address(task),
        {
            "action": "refer",
            "revision": task.revision,
            "referral-target": f"post:{org.finance_post.pk}",
            "referral-note": "عوارض بررسی شود",
        },
        follow=True,
    )
    assert org.finance_post.title in answer.content.decode()
    new = open_task(task.process)
    assert (new.post, new.owner) == (org.finance_post, None)
    page = sign_in(org.treasurer).get(address(new)).content.decode()
    assert "عوارض بررسی شود" in page


def test_referral_to_a_person(org, sign_in):
    task = open_task(submitted(org))
    sign_in(org.clerk).post(
        address(task),
        {
            "action": "refer",
            "revision": task.revision,
            "referral-target": f"person:{org.head.pk}:{org.head_post.pk}",
            "referral-note": "نظر شما",
        },
    )
    assert open_task(task.process).owner == org.head


@pytest.mark.parametrize(
    ("target", "note", "field"),
    [
        ("", "یادداشت", "target"),
        ("post:999", "یادداشت", "target"),
        ("x' OR 1", "یادداشت", "target"),
        (None, " ", "note"),
    ],
)
def test_a_refused_referral_says_why_at_its_field(org, sign_in, target, note, field):
    task = open_task(submitted(org))
    target = f"post:{org.finance_post.pk}" if target is None else target
    answer = sign_in(org.clerk).post(
        address(task),
        {"action": "refer", "revision": task.revision, "referral-target": target, "referral-note": note},
    )
    assert answer.status_code == 422
    assert field in answer.context["screen"].referral.errors
    assert note in answer.content.decode()
    assert open_task(task.process).pk == task.pk


def test_the_process_may_narrow_where_a_task_can_be_referred(org, sign_in):
    case = submitted(org)
    decide(case, "d_accept", org.clerk)
    services.claim_task(task=open_task(case), user=org.head)
    page = sign_in(org.head).get(address(open_task(case))).content.decode()
    assert f'value="post:{org.clerk_post.pk}"' in page
    assert f'value="post:{org.finance_post.pk}"' not in page


def test_what_was_typed_goes_with_the_referral(org, sign_in, inspection):
    sign_in(org.expert).post(
        address(inspection),
        {
            "action": "refer",
            "revision": inspection.revision,
            "referral-target": f"post:{org.clerk_post.pk}",
            "referral-note": "ادامه دهید",
            **finding(org, "تا این‌جا دیدم"),
        },
    )
    new = open_task(inspection.process)
    assert new.post == org.clerk_post
    assert new.data["answers"][org.expert_form.slug]["finding"] == "تا این‌جا دیدم"


# ------------------------------------------------------------------------------------------------------ cost
def test_the_page_of_a_task(org, sign_in, inspection):
    client = sign_in(org.expert)
    client.get(address(inspection))
    with assert_queries("desk.task", at_most=20):
        client.get(address(inspection))


# --------------------------------------------------------------------------------------------------- uploads
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


DOCUMENT = {"type": "file", "name": "report", "label": "گزارش", "required": True, "max_mb": 1}


@pytest.fixture
def with_file(org, settings, tmp_path) -> Task:
    """An inspection whose form also asks for a document."""
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path), "base_url": None},
        },
    }
    published_again(org.expert_form, [*EXPERT_FIELDS, DOCUMENT])
    services.publish_process(process=org.process, user=publisher())
    return inspected(org)


def uploaded(org: World, name: str, content: bytes) -> dict[str, SimpleUploadedFile]:
    return {f"{EXPERT}-report": SimpleUploadedFile(name, content)}


def test_an_upload_survives_a_refused_page_and_is_bound_by_the_decision(org, sign_in, with_file):
    client = sign_in(org.expert)
    refused = client.post(
        address(with_file),
        {
            "action": "decide",
            "revision": with_file.revision,
            **finding(org, "متن"),
            **uploaded(org, "گزارش.pdf", PDF),
        },
    )
    page = refused.content.decode()
    assert refused.status_code == 422  # no decision was chosen
    kept = Attachment.objects.get()
    assert "گزارش.pdf" in page
    assert str(kept.pk) in page
    done = client.post(
        address(with_file),
        {
            "action": "decide",
            "revision": with_file.revision,
            "decision-decision": "d_approve",
            f"{EXPERT}-report-kept": str(kept.pk),
            **finding(org, "متن"),
        },
    )
    assert done.status_code == 302
    kept.refresh_from_db()
    assert kept.record is not None
    page = sign_in(org.expert).get(address(with_file)).content.decode()
    assert reverse("attachment", args=[kept.pk]) in page


def test_an_upload_survives_a_stale_page(org, sign_in, with_file):
    client = sign_in(org.expert)
    answer = client.post(
        address(with_file),
        {
            "action": "decide",
            "revision": 0,
            "decision-decision": "d_approve",
            **finding(org, "متن"),
            **uploaded(org, "گزارش.pdf", PDF),
        },
    )
    assert answer.status_code == 409
    assert str(Attachment.objects.get().pk) in answer.content.decode()


def test_unfinished_work_keeps_its_file(org, sign_in, with_file):
    client = sign_in(org.expert)
    client.post(
        address(with_file),
        {"action": "save", "revision": with_file.revision, **finding(org, ""), **uploaded(org, "a.pdf", PDF)},
    )
    assert "a.pdf" in client.get(address(with_file)).content.decode()


@pytest.mark.parametrize(
    ("name", "content"), [("virus.pdf", b"MZ\x90\x00" * 400), ("big.pdf", PDF + b" " * 1024 * 1024)]
)
def test_a_refused_file_is_told_at_its_field_and_keeps_the_text(org, sign_in, with_file, name, content):
    answer = sign_in(org.expert).post(
        address(with_file),
        {
            "action": "save",
            "revision": with_file.revision,
            **finding(org, "متن من"),
            **uploaded(org, name, content),
        },
    )
    assert answer.status_code == 422
    (form,) = answer.context["screen"].bound.values()
    assert "report" in form.errors
    assert "متن من" in answer.content.decode()
    assert not Attachment.objects.exists()


def test_a_form_that_was_emptied_stays_empty(org, sign_in, inspection):
    """Unfinished work without any answer is not a reason to show what the record says."""
    client = sign_in(org.expert)
    client.post(address(inspection), {"action": "save", "revision": inspection.revision, **finding(org, "نوشته")})
    inspection.refresh_from_db()
    client.post(address(inspection), {"action": "save", "revision": inspection.revision, **finding(org, "")})
    inspection.refresh_from_db()
    assert inspection.data["answers"] == {org.expert_form.slug: {}}
    assert "نوشته" not in client.get(address(inspection)).content.decode()


# --------------------------------------------------------------------------------------- errors and what comes next
def test_error_banner_links_to_the_field(org, sign_in):
    task = open_task(submitted(org))
    services.claim_task(task=task, user=org.clerk)
    task.refresh_from_db()
    client = sign_in(org.clerk)
    for posted, target in (
        ({"action": "decide"}, "decision_0"),
        ({"action": "decide", "decision-decision": "d_reject"}, "id_decision-note"),
        ({"action": "refer"}, "id_referral-target"),
    ):
        answer = client.post(address(task), {"revision": task.revision, **posted})
        page = answer.content.decode()
        assert answer.status_code == 422
        banner = page[page.index("data-focus-first") : page.index('class="desk-task"')]
        assert f'href="#{target}"' in banner
        assert page.count(f'id="{target}"') == 1


def test_after_a_decision_the_next_task_opens_where_that_is_asked_for(org, sign_in):
    first, second = open_task(submitted(org)), open_task(submitted(org))
    client = sign_in(org.clerk)
    services.claim_task(task=first, user=org.clerk)
    assert 'value="decide_next"' in client.get(address(first)).content.decode()

    def decided(task):
        task.refresh_from_db()
        posted = {"action": "decide_next", "decision-decision": "d_accept", "revision": task.revision}
        return client.post(address(task), posted)

    assert decided(first)["Location"] == address(second)
    services.claim_task(task=second, user=org.clerk)
    assert decided(second)["Location"] == reverse("desk")


def test_refused_decision_does_not_go_on(org, sign_in):
    task = open_task(submitted(org))
    submitted(org)
    services.claim_task(task=task, user=org.clerk)
    task.refresh_from_db()
    answer = sign_in(org.clerk).post(address(task), {"action": "decide_next", "revision": task.revision})
    assert answer.status_code == 422


def test_decision_bar_is_sticky_and_small_windows_have_a_link_to_it(org, sign_in):
    task = open_task(submitted(org))
    services.claim_task(task=task, user=org.clerk)
    page = sign_in(org.clerk).get(address(task)).content.decode()
    assert page.index('class="desk-jump"') < page.index('class="desk-card desk-bar"')
    css = (settings.BASE_DIR / "static/css/desk.css").read_text()
    assert re.search(r"\.desk-bar \{ position: sticky; inset-block-end: 0;", css)
    assert re.search(r"\.desk-jump \{ position: sticky; inset-block-end: 0;", css)
