"""A referral: to whom it may go, what goes with it, and what stays behind."""

import datetime as dt

import pytest
from django.utils import timezone

from organisation.models import Appointment
from tests.workflows.factories import appoint, decide, open_task, person, submitted
from workflows import events, selectors, services
from workflows.errors import AlreadyClaimed, UnknownTarget
from workflows.models import Task


def refer(task, user, **values):
    return services.refer_task(task=task, user=user, note="  لطفاً  ", revision=task.revision, **values)


def test_unfinished_work_goes_along_and_the_old_row_keeps_none_of_it(permits):
    case = submitted(permits, area="150")
    decide(case, "d_accept", permits.clerk)
    task, slug = open_task(case), permits.expert_form.slug
    saved = services.save_task_forms(
        task=task, user=permits.expert, answers={slug: {"finding": "نیمه"}}, revision=task.revision
    )
    new = refer(saved, permits.expert, post=permits.clerk_post)
    old = Task.objects.get(pk=task.pk)
    assert (old.data, old.watched, old.revision, old.note) == ({}, True, saved.revision + 1, "لطفاً")
    assert old.finished is not None
    new = Task.objects.get(pk=new.pk)
    assert new.data["answers"] == {slug: {"finding": "نیمه"}}
    assert (new.due, new.title, new.token) == (old.due, old.title, old.token)
    assert list(new.previous.all()) == [old]
    decide(case, "d_approve", permits.clerk)
    record = case.forms.get(form=permits.expert_form).record
    assert (record.answers["finding"], record.created_by) == ("نیمه", permits.expert)


def test_the_events_say_from_where_and_to_whom(permits):
    case = submitted(permits)
    task = open_task(case)
    new = refer(task, permits.clerk, person=permits.second_clerk)
    told = {entry.action: entry for entry in selectors.timeline(case)}
    referred, created = told[events.TASK_REFERRED], told[events.TASK_CREATED]
    assert (referred.user, referred.note, referred.task) == (permits.clerk, "لطفاً", task)
    assert referred.data == {
        "note": "لطفاً",
        "to_post": permits.clerk_post.pk,
        "to_post_title": permits.clerk_post.title,
        "new_task": new.pk,
        "to_person": permits.second_clerk.pk,
        "to_person_name": str(permits.second_clerk),
    }
    assert (created.task, created.user, created.data) == (new, None, {"referred_from": permits.clerk_post.pk})
    assert new.assigned is not None


def test_a_referral_to_a_post_names_no_person(permits):
    case = submitted(permits)
    new = refer(open_task(case), permits.clerk, post=permits.finance_post)
    told = [entry for entry in selectors.timeline(case) if entry.action == events.TASK_REFERRED]
    assert not {"to_person", "to_person_name"} & set(told[0].data)
    assert (new.status, new.assigned) == ("NEW", None)


def test_a_person_is_reached_under_a_post_of_theirs_that_is_allowed(permits):
    appoint(permits.expert, permits.finance_post, Appointment.Kind.SUBSTITUTE)
    task = open_task(submitted(permits))
    new = refer(task, permits.clerk, person=permits.expert, post=permits.finance_post)
    assert (new.post, new.owner) == (permits.finance_post, permits.expert)
    task = open_task(submitted(permits))
    with pytest.raises(UnknownTarget):
        refer(task, permits.clerk, person=permits.expert, post=permits.head_post)


def test_only_the_posts_that_the_step_names_lead_to_a_person(permits):
    case = submitted(permits)
    decide(case, "d_accept", permits.clerk)
    task = open_task(case)  # its step names the clerks' post alone
    with pytest.raises(UnknownTarget):
        refer(task, permits.head, person=permits.treasurer)
    appoint(permits.treasurer, permits.clerk_post, Appointment.Kind.SUBSTITUTE)
    new = refer(task, permits.head, person=permits.treasurer)
    assert (new.post, new.owner) == (permits.clerk_post, permits.treasurer)


def test_a_holder_of_the_tasks_own_post_is_reached_there_first(permits):
    appoint(permits.second_clerk, permits.finance_post, Appointment.Kind.SUBSTITUTE)
    new = refer(open_task(submitted(permits)), permits.clerk, person=permits.second_clerk)
    assert new.post == permits.clerk_post


@pytest.mark.parametrize("gone", ["inactive", "past"])
def test_who_is_no_longer_there_is_not_reached(permits, gone):
    someone = person("someone", is_active=gone != "inactive")
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    ends = yesterday if gone == "past" else None
    appoint(someone, permits.finance_post, Appointment.Kind.SUBSTITUTE, ends_on=ends)
    case = submitted(permits)
    with pytest.raises(UnknownTarget):
        refer(open_task(case), permits.clerk, person=someone)
    assert open_task(case).post == permits.clerk_post


def test_anothers_task_is_not_referred(permits):
    task = services.claim_task(task=open_task(submitted(permits)), user=permits.clerk)
    with pytest.raises(AlreadyClaimed):
        refer(task, permits.second_clerk, post=permits.finance_post)
