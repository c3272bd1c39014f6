"""Work that is given back, by whom, and what stays of it in the log."""

import pytest

from organisation.models import Appointment
from tests.workflows.factories import decide, open_task, submitted
from workflows import events, selectors, services
from workflows.errors import NotAllowed, TaskClosed
from workflows.models import Task


def last(case, action):
    return [entry for entry in selectors.timeline(case) if entry.action == action][-1]


@pytest.mark.parametrize("who", ["clerk", "head", "administrator"])
def test_given_back_by_its_owner_a_superior_or_an_administrator(permits, who):
    case = submitted(permits)
    task = services.claim_task(task=open_task(case), user=permits.clerk)
    assert (task.assigned is None, task.revision) == (False, 1)
    services.release_task(task=task, user=getattr(permits, who))
    back = open_task(case)
    assert (back.owner, back.status, back.assigned, back.revision) == (None, "NEW", None, 2)
    event = last(case, events.TASK_RELEASED)
    assert (event.user, event.post, event.data["owner"]) == (
        getattr(permits, who),
        permits.clerk_post,
        permits.clerk.pk,
    )


@pytest.mark.parametrize("who", ["second_clerk", "expert", "treasurer", "manager", "staff_without_post", "citizen"])
def test_nobody_else_gives_it_back(permits, who):
    task = services.claim_task(task=open_task(submitted(permits)), user=permits.clerk)
    with pytest.raises(NotAllowed):
        services.release_task(task=task, user=getattr(permits, who))
    assert Task.objects.get(pk=task.pk).owner == permits.clerk


def test_what_nobody_has_is_left_as_it_is(permits):
    case = submitted(permits)
    task = services.release_task(task=open_task(case), user=permits.head)
    assert task.revision == 0
    assert not [entry for entry in selectors.timeline(case) if entry.action == events.TASK_RELEASED]


def test_finished_work_and_the_applicants_part_are_not_given_back(permits):
    case = submitted(permits)
    decided = decide(case, "d_return", permits.clerk, note="مساحت")
    with pytest.raises(TaskClosed):
        services.release_task(task=decided, user=permits.clerk)
    with pytest.raises(NotAllowed):
        services.release_task(task=open_task(case), user=permits.citizen)
    with pytest.raises(NotAllowed):
        services.claim_task(task=open_task(case), user=permits.clerk)


def test_several_given_back_at_once_tell_which_were_refused(permits):
    mine, others = open_task(submitted(permits)), open_task(submitted(permits))
    services.claim_task(task=mine, user=permits.clerk)
    services.claim_task(task=others, user=permits.second_clerk)
    outcome = services.release_tasks(tasks=[others.pk, mine.pk], user=permits.clerk)
    assert (outcome.done, [pk for pk, _reason in outcome.refused]) == ([mine.pk], [others.pk])


@pytest.mark.parametrize("gone", ["left", "post"])
def test_the_system_gives_back_what_its_owner_can_no_longer_do(permits, gone):
    case = submitted(permits)
    services.claim_task(task=open_task(case), user=permits.clerk)
    kept = services.claim_task(task=open_task(submitted(permits)), user=permits.second_clerk)
    if gone == "left":
        permits.clerk.is_active = False
        permits.clerk.save()
    else:
        Appointment.objects.filter(person=permits.clerk).delete()
    assert services.release_orphaned_claims() == 1
    assert open_task(case).owner is None
    event = last(case, events.TASK_RELEASED)
    assert (event.user, event.post, event.data["owner"]) == (None, permits.clerk_post, permits.clerk.pk)
    assert Task.objects.get(pk=kept.pk).owner == permits.second_clerk
    assert services.release_orphaned_claims() == 0


def test_a_case_that_comes_back_is_no_longer_waited_for(permits):
    case = submitted(permits)
    decided = decide(case, "d_return", permits.clerk, note="مساحت")
    assert Task.objects.get(pk=decided.pk).watched
    asked = open_task(case)
    services.answer_applicant_task(task=asked, applicant=permits.citizen, answers={}, revision=asked.revision)
    services.claim_task(task=open_task(case), user=permits.second_clerk)
    assert Task.objects.get(pk=decided.pk).watched
    services.release_task(task=open_task(case), user=permits.second_clerk)
    services.claim_task(task=open_task(case), user=permits.clerk)
    assert not Task.objects.get(pk=decided.pk).watched
