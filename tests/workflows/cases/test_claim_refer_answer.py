"""Claiming, releasing, referring, and the applicant's answers."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from organisation.models import Appointment
from tests.workflows.factories import appoint, decide, open_task, post, submitted
from workflows import selectors, services
from workflows.errors import AlreadyClaimed, AnswersInvalid, NotAllowed, NoteRequired, TaskClosed, UnknownTarget
from workflows.models import Task


def test_a_claim_is_one_persons(permits):
    task = open_task(submitted(permits))
    claimed = services.claim_task(task=task, user=permits.clerk)
    assert (claimed.owner, claimed.status) == (permits.clerk, "ASSIGNED")
    assert services.claim_task(task=task, user=permits.clerk).revision == claimed.revision
    with pytest.raises(AlreadyClaimed) as refused:
        services.claim_task(task=task, user=permits.second_clerk)
    assert refused.value.owner == permits.clerk


@pytest.mark.parametrize(
    "who", ["expert", "head", "treasurer", "manager", "administrator", "staff_without_post", "citizen"]
)
def test_who_does_not_hold_the_post_does_nothing_there(permits, who):
    task = open_task(submitted(permits))
    user = getattr(permits, who)
    verbs = [
        lambda: services.claim_task(task=task, user=user),
        lambda: services.save_task_forms(task=task, user=user, answers={}, revision=task.revision),
        lambda: services.decide_task(task=task, user=user, decision="d_accept", revision=task.revision),
        lambda: services.refer_task(task=task, user=user, post=permits.head_post, note="x", revision=task.revision),
        lambda: services.answer_applicant_task(task=task, applicant=user, answers={}, revision=task.revision),
    ]
    for verb in verbs:
        with pytest.raises(NotAllowed):
            verb()
    assert not selectors.may_act(task, user)


def test_released_by_its_owner_or_a_superior(permits):
    task = services.claim_task(task=open_task(submitted(permits)), user=permits.clerk)
    with pytest.raises(NotAllowed):
        services.release_task(task=task, user=permits.second_clerk)
    assert services.release_task(task=task, user=permits.head).owner is None
    services.claim_task(task=task, user=permits.clerk)
    assert services.release_task(task=task, user=permits.clerk).status == "NEW"


def test_a_past_holders_claim_stands_in_nobodys_way(permits):
    task = services.claim_task(task=open_task(submitted(permits)), user=permits.clerk)
    Appointment.objects.filter(person=permits.clerk).update(ends_on=timezone.localdate() - dt.timedelta(days=1))
    assert services.claim_task(task=task, user=permits.second_clerk).owner == permits.second_clerk


def test_orphaned_claims_are_given_back(permits):
    task = services.claim_task(task=open_task(submitted(permits)), user=permits.clerk)
    assert services.release_orphaned_claims() == 0
    Appointment.objects.filter(person=permits.clerk).update(ends_on=timezone.localdate() - dt.timedelta(days=1))
    assert services.release_orphaned_claims() == 1
    task.refresh_from_db()
    assert (task.status, task.owner) == ("NEW", None)


def test_bulk_claims_go_on_past_a_refusal(permits):
    mine, foreign = open_task(submitted(permits)), open_task(submitted(permits))
    services.claim_task(task=foreign, user=permits.second_clerk)
    outcome = services.claim_tasks(tasks=[foreign.pk, mine.pk, 10**9], user=permits.clerk)
    assert outcome.done == [mine.pk]
    assert [pk for pk, _reason in outcome.refused] == [foreign.pk, 10**9]


def test_a_referral_moves_the_step_and_keeps_its_history(permits):
    case = submitted(permits)
    old = open_task(case)
    new = services.refer_task(
        task=old, user=permits.clerk, post=permits.finance_post, note="لطفاً بررسی مالی", revision=old.revision
    )
    old.refresh_from_db()
    assert (old.status, old.decision, old.note, old.owner) == ("DONE", "referred", "لطفاً بررسی مالی", permits.clerk)
    assert (new.post, new.owner, new.due, new.step) == (permits.finance_post, None, old.due, old.step)
    event = next(entry for entry in selectors.timeline(case) if entry.action == "task.referred")
    assert (event.note, event.post, event.data["to_post"]) == (old.note, permits.clerk_post, permits.finance_post.pk)
    assert [stage.title for stage in selectors.stages(case) if stage.is_current] == ["بررسی درخواست شما"]
    decide(case, "d_accept", permits.treasurer)
    assert open_task(case).post == permits.head_post


def test_a_referral_to_a_person_is_claimed_by_them(permits):
    task = open_task(submitted(permits))
    new = services.refer_task(
        task=task, user=permits.clerk, person=permits.second_clerk, note="شما", revision=task.revision
    )
    assert (new.owner, new.post, new.status) == (permits.second_clerk, permits.clerk_post, "ASSIGNED")


def test_referral_needs_a_note_and_an_allowed_target(permits):
    case = submitted(permits)
    task = open_task(case)
    refer = {"task": task, "user": permits.clerk, "revision": task.revision}
    with pytest.raises(NoteRequired):
        services.refer_task(**refer, post=permits.finance_post, note=" ")
    for target in ({"post": permits.clerk_post}, {}, {"person": permits.citizen}, {"person": permits.clerk}):
        with pytest.raises(UnknownTarget):
            services.refer_task(**refer, note="x", **target)
    closed = post("بسته", is_active=False)
    with pytest.raises(UnknownTarget):
        services.refer_task(**refer, note="x", post=closed)
    decide(case, "d_accept", permits.clerk)
    sign = open_task(case)
    with pytest.raises(UnknownTarget):
        services.refer_task(task=sign, user=permits.head, post=permits.finance_post, note="x", revision=sign.revision)
    targets = selectors.referral_targets(sign, permits.head)
    assert targets.posts == [permits.clerk_post]
    assert {found.person for found in targets.people} == {permits.clerk, permits.second_clerk}


def test_the_applicant_corrects_and_the_case_comes_back(permits):
    case = submitted(permits)
    decide(case, "d_return", permits.clerk, note="مساحت نادرست است")
    (asked,) = selectors.open_applicant_tasks(permits.citizen)
    assert selectors.applicant_task_for(permits.citizen, asked.pk) == asked
    answers = {permits.form.slug: {"address": "خیابان انقلاب", "area": "150", "remarks": ""}}
    with pytest.raises(NotAllowed):
        services.answer_applicant_task(
            task=asked, applicant=permits.other_citizen, answers=answers, revision=asked.revision
        )

    services.answer_applicant_task(task=asked, applicant=permits.citizen, answers=answers, revision=asked.revision)

    record = case.forms.get(is_request=True).record
    assert (record.answers["address"], str(record.answers["area"])) == ("خیابان انقلاب", "150")
    with pytest.raises(TaskClosed):
        services.answer_applicant_task(task=asked, applicant=permits.citizen, answers=answers, revision=asked.revision)
    decide(case, "d_accept", permits.clerk)
    assert open_task(case).post == permits.expert_post


def test_an_acting_holder_works_until_the_last_day(permits):
    task = open_task(submitted(permits))
    appoint(permits.treasurer, permits.clerk_post, Appointment.Kind.ACTING, ends_on=timezone.localdate())
    assert selectors.may_act(task, permits.treasurer)
    with time_machine.travel(timezone.now() + dt.timedelta(days=1)):
        assert not selectors.may_act(task, permits.treasurer)
    assert Task.objects.filter(pk=task.pk, owner=None).exists()


def test_what_the_applicant_answered_is_in_the_event_and_on_the_row(permits):
    case = submitted(permits)
    decide(case, "d_return", permits.clerk, note="مساحت نادرست است")
    asked, slug = open_task(case), permits.form.slug
    with pytest.raises(AnswersInvalid):
        services.answer_applicant_task(
            task=asked, applicant=permits.citizen, answers={slug: {"area": ""}}, revision=asked.revision
        )
    services.answer_applicant_task(
        task=asked,
        applicant=permits.citizen,
        answers={slug: {"address": "خیابان آزادی", "area": "90"}},
        revision=asked.revision,
        note=" درست شد ",
    )
    asked = Task.objects.get(pk=asked.pk)
    assert (asked.status, asked.note, asked.watched, asked.revision) == ("DONE", "درست شد", False, 1)
    event = next(entry for entry in selectors.timeline(case) if entry.action == "task.answered")
    assert (event.user, event.task, event.data["note"]) == (permits.citizen, asked, "درست شد")
    assert "area" in event.data["changed"][slug]
    assert "address" not in event.data["changed"][slug]


def test_an_answer_without_words_or_changes_says_nothing_of_either(permits):
    case = submitted(permits)
    decide(case, "d_return", permits.clerk, note="مساحت")
    asked = open_task(case)
    services.answer_applicant_task(task=asked, applicant=permits.citizen, answers={}, revision=asked.revision)
    event = next(entry for entry in selectors.timeline(case) if entry.action == "task.answered")
    assert event.data == {}


def test_an_applicant_whose_account_is_closed_answers_nothing(permits):
    case = submitted(permits)
    decide(case, "d_return", permits.clerk, note="مساحت")
    asked = open_task(case)
    permits.citizen.is_active = False
    with pytest.raises(NotAllowed):
        services.answer_applicant_task(task=asked, applicant=permits.citizen, answers={}, revision=asked.revision)
