"""One definition of who holds a post: every way into a task and out of it follows it."""

import datetime as dt

import pytest
from django.http import Http404

from organisation import selectors as organisation
from organisation.models import Appointment
from persian.jalali import today
from tests.workflows.factories import appoint, open_task, person, post, submitted, world
from workflows import selectors, services
from workflows.access.scope import posts_in_sight
from workflows.errors import AlreadyClaimed, NotAllowed, UnknownTarget

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


def deactivate_post(of):
    of.clerk_post.is_active = False
    of.clerk_post.save()


def deactivate_person(of):
    of.clerk.is_active = False
    of.clerk.save()


def end_appointment(of):
    Appointment.objects.filter(person=of.clerk).update(ends_on=today() - DAY)


def appoint_later(of):
    Appointment.objects.filter(person=of.clerk).update(starts_on=today() + DAY)


@pytest.mark.parametrize("lose", [deactivate_post, deactivate_person, end_appointment, appoint_later])
def test_whoever_no_longer_holds_the_post_has_its_work_nowhere(lose):
    """The worklist, the address, the verbs and the way in agree: what is not in the list cannot be claimed either."""
    of = world()
    case = submitted(of)
    task = open_task(case)
    assert [row.pk for row in selectors.worklist(of.clerk).rows] == [task.pk]
    assert selectors.may_act(task, of.clerk)
    lose(of)
    clerk = type(of.clerk).objects.get(pk=of.clerk.pk)
    assert organisation.posts_of(clerk) == []
    assert selectors.worklist(clerk).rows == []
    assert not selectors.may_act(task, clerk)
    assert posts_in_sight(clerk) == set()
    with pytest.raises(Http404):
        selectors.task_for(clerk, task.pk)
    with pytest.raises(NotAllowed):
        services.claim_task(task=task, user=clerk)
    with pytest.raises(NotAllowed):
        services.decide_task(task=task, user=clerk, decision="accept", revision=task.revision)
    with pytest.raises(NotAllowed):
        services.refer_task(task=task, user=clerk, post=of.head_post, note="…", revision=task.revision)


@pytest.mark.parametrize("lose", [deactivate_post, deactivate_person, end_appointment])
def test_a_claim_of_somebody_who_lost_the_post_stands_in_nobodys_way(lose):
    of = world()
    task = services.claim_task(task=open_task(submitted(of)), user=of.clerk)
    if lose is not deactivate_post:
        with pytest.raises(AlreadyClaimed):
            services.claim_task(task=task, user=of.second_clerk)
    lose(of)
    assert services.release_orphaned_claims() == 1
    task.refresh_from_db()
    assert task.owner is None


def test_work_is_referred_only_to_people_who_hold_an_active_post():
    of = world()
    task = open_task(submitted(of))
    targets = selectors.referral_targets(task, of.clerk)
    assert of.treasurer in {one.person for one in targets.people}
    of.finance_post.is_active = False
    of.finance_post.save()
    targets = selectors.referral_targets(task, of.clerk)
    assert of.treasurer not in {one.person for one in targets.people}
    assert of.finance_post not in targets.posts
    for aim in ({"post": of.finance_post}, {"person": of.treasurer}):
        with pytest.raises(UnknownTarget):
            services.refer_task(task=task, user=of.clerk, note="…", revision=task.revision, **aim)
    of.second_clerk.is_active = False
    of.second_clerk.save()
    with pytest.raises(UnknownTarget):
        services.refer_task(task=task, user=of.clerk, person=of.second_clerk, note="…", revision=task.revision)


def test_the_holders_own_appointment_counts_before_the_others():
    clerk, someone = post("Clerk"), person()
    appoint(someone, clerk, "substitute", starts_on=today() - 3 * DAY)
    assert organisation.holding(someone, clerk.pk).acting_as == "substitute"
    appoint(someone, clerk, "acting", starts_on=today() - 2 * DAY)
    assert organisation.holding(someone, clerk.pk).acting_as == "acting"
    appoint(someone, clerk, "holder", starts_on=today() - DAY)
    assert organisation.holding(someone, clerk.pk).acting_as == ""
    assert organisation.holding(someone, None) is None
    assert organisation.holding(someone, clerk.pk, on=today() - 4 * DAY) is None


def test_whoever_stands_above_gives_back_at_any_depth_in_one_query(django_assert_num_queries):
    of = world()
    top = of.head_post
    for number in range(30):
        top.superior = post(f"Above {number}")
        top.save()
        top = top.superior
    director = person("director")
    appoint(director, top)
    task = services.claim_task(task=open_task(submitted(of)), user=of.clerk)
    assert task.post_id in posts_in_sight(director)
    fresh = person("stranger")
    with django_assert_num_queries(1):
        assert organisation.holds_any(director, organisation.superiors(task.post_id))
    with pytest.raises(NotAllowed):
        services.release_task(task=task, user=fresh)
    assert services.release_task(task=task, user=director).owner is None


def test_what_a_person_sees_of_the_chart_costs_one_query(django_assert_num_queries):
    head, someone = post("Head"), person()
    below = head
    for number in range(40):
        below = post(f"Below {number}", superior=below)
    appoint(someone, head)
    with django_assert_num_queries(1):
        assert len(posts_in_sight(someone)) == 41
    with django_assert_num_queries(0):
        posts_in_sight(someone)


def test_work_at_an_inactive_post_is_seen_from_above_and_by_administrators(client):
    """A step that reached the post in the moment it was deactivated is nobody's, but it does not vanish."""
    of = world()
    case = submitted(of)
    task = open_task(case)
    deactivate_post(of)
    assert selectors.task_for(of.head, task.pk) == task
    assert list(selectors.cases_in_scope(of.head)) == [case]
    assert selectors.task_for(of.administrator, task.pk) == task
    assert selectors.tasks_left_behind(of.administrator) == 1
    assert selectors.tasks_left_behind(of.head) == 0
    client.force_login(of.administrator)
    assert "is_active=false" in client.get("/admin/").content.decode()
    of.clerk_post.is_active = True
    of.clerk_post.save()
    assert selectors.tasks_left_behind(of.administrator) == 0
    assert services.claim_task(task=task, user=of.clerk).owner == of.clerk
