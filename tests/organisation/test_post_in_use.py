"""A post does not go while work hangs on it: the verb says what does and what to do, and so do the screens."""

import datetime as dt

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import translation
from wagtail.models import ModelLogEntry

from organisation import extensions
from organisation import services as chart
from organisation.models import Appointment, Post
from persian.jalali import today
from tests.workflows.factories import appoint, decide, person, post, submitted, world
from workflows import selectors
from workflows.models import ProcessVersion

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def of():
    return world()


def deactivate(one, user):
    one.is_active = False
    return chart.save_post(post=one, user=user)


def refused(one, user):
    with pytest.raises(ValidationError) as error:
        deactivate(one, user)
    assert Post.objects.get(pk=one.pk).is_active
    return error.value.message_dict["is_active"]


def replace_process(of, **values):
    """A newer version, in which the clerk's step is another post's; `referral_posts` go to every staff step."""
    spec = of.process_version.spec
    everywhere = {name: value for name, value in values.items() if name == "referral_posts"}
    text = [
        {**node, **(values if node["name"] == "step_review" else everywhere if "post" in node else {})}
        for node in spec["nodes"]
    ]
    ProcessVersion.objects.create(
        process=of.process, number=2, title=spec["title"], spec={**spec, "nodes": text}, digest="2"
    )


def test_a_post_with_open_tasks_stays_active_and_they_are_named(of):
    cases = [submitted(of) for _number in range(4)]
    title, tasks, *_others = refused(of.clerk_post, of.administrator)
    assert of.clerk_post.title in title
    assert tasks.startswith("Open tasks (4)")
    assert cases[0].code[:3] in tasks
    assert "and 1 more" in tasks
    assert "refer them to another post" in tasks
    with pytest.raises(chart.PostInUse) as error:
        deactivate(of.clerk_post, of.administrator)
    example = error.value.uses[0].examples[0]
    assert example.url == reverse("desk_task", args=[cases[0].task_set.get(status="NEW").pk])


def test_a_post_that_a_live_process_names_stays_active(of):
    lines = refused(of.clerk_post, of.administrator)
    assert len(lines) == 2
    assert lines[1].startswith("Processes (1)")
    assert of.process.title in lines[1]
    of.process.live = False
    of.process.save()
    assert not deactivate(of.clerk_post, of.administrator).is_active


def test_a_post_named_for_referral_only_counts_too(of):
    other = post("Archive")
    assert not deactivate(other, of.administrator).is_active
    other.is_active = True
    chart.save_post(post=other, user=of.administrator)
    replace_process(of, referral_posts=[other.pk])
    assert refused(other, of.administrator)[1].startswith("Processes (1)")


def test_an_older_version_counts_while_a_case_runs_on_it(of):
    case = submitted(of)
    decide(case, "d_return", of.clerk, note="…")
    replace_process(of, post=of.finance_post.pk, referral_posts=[])
    assert of.clerk_post.pk not in {node.get("post") for node in of.process.versions.get(number=2).spec["nodes"]}
    assert "version 1" in refused(of.clerk_post, of.administrator)[1]
    case.refresh_from_db()
    case.finished, case.clock_stopped_at = case.created, None
    case.save(update_fields=["finished", "clock_stopped_at"])
    assert not deactivate(of.clerk_post, of.administrator).is_active


def test_a_post_without_work_goes_and_other_changes_never_ask(of):
    idle = post("Idle")
    assert not deactivate(idle, of.administrator).is_active
    of.clerk_post.title = "New title"
    assert chart.save_post(post=of.clerk_post, user=of.administrator).title == "New title"


def test_what_hangs_on_a_post_costs_three_queries_however_much_it_is(of, django_assert_num_queries):
    for _number in range(5):
        submitted(of)
    with django_assert_num_queries(3):
        extensions.uses_of([of.clerk_post.pk])


def test_a_reader_of_uses_registers_once():
    with pytest.raises(ValueError, match="already registered"):
        extensions.register_use(selectors.uses_of_posts)


# ------------------------------------------------------------------------------------------ deleting
def test_a_post_that_was_never_used_is_deleted_and_logged(of):
    idle = post("Idle")
    pk = idle.pk
    chart.delete_post(post=idle, user=of.administrator)
    assert not Post.objects.filter(pk=pk).exists()
    assert ModelLogEntry.objects.filter(action="org.post_deleted", object_id=str(pk)).exists()


def test_a_post_in_use_or_with_a_past_is_not_deleted(of):
    with pytest.raises(chart.PostInUse):
        chart.delete_post(post=of.clerk_post, user=of.administrator)
    with_people, with_others = post("A"), post("B")
    appoint(person(), with_people, ends_on=today() - DAY)
    post("Below", superior=with_others)
    for one in (with_people, with_others):
        with pytest.raises(ValidationError) as error:
            chart.delete_post(post=one, user=of.administrator)
        assert "Deactivate it instead" in error.value.messages[0]
    assert Post.objects.filter(pk__in=[of.clerk_post.pk, with_people.pk, with_others.pk]).count() == 3
    assert not ModelLogEntry.objects.filter(action="org.post_deleted").exists()


def test_only_administrators_delete(of):
    idle = post("Idle")
    with pytest.raises(PermissionDenied):
        chart.delete_post(post=idle, user=of.head)
    assert Post.objects.filter(pk=idle.pk).exists()


# ------------------------------------------------------------------------------------------- screens
def screen(model, name, *args):
    return reverse(f"wagtailsnippets_organisation_{model}:{name}", args=args)


@pytest.fixture
def admin(client, of):
    client.force_login(of.administrator)
    client.cookies.load({"django_language": "en"})
    return client


def texts(answer):
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


def test_the_screen_says_at_the_field_why_the_post_stays(admin, of):
    submitted(of)
    one = of.clerk_post
    data = {"title": one.title, "code": one.code, "field": one.field_id, "superior": of.head_post.pk}
    answer = admin.post(screen("post", "edit", one.pk), data)
    assert answer.status_code == 200
    assert any("Open tasks (1)" in text for text in answer.context["form"].errors["is_active"])
    page = answer.content.decode()
    assert f'href="{reverse("desk_task", args=[selectors.worklist(of.clerk).rows[0].pk])}"' in page
    one.refresh_from_db()
    assert one.is_active


@pytest.mark.parametrize("many", [False, True])
def test_the_screens_of_deleting_go_through_the_verb(admin, of, many):
    idle, in_use = post("Idle"), of.clerk_post

    def delete(*posts):
        if not many:
            return admin.post(screen("post", "delete", posts[0].pk))
        bulk = reverse("wagtail_bulk_action", args=["organisation", "post", "delete"])
        return admin.post(bulk + "?" + "&".join(f"id={one.pk}" for one in posts))

    answer = delete(in_use, idle)
    assert "Processes (1)" in texts(answer)
    assert Post.objects.filter(pk__in=[idle.pk, in_use.pk]).count() == 2, "all or none"
    answer = delete(idle)
    assert answer.status_code == 302
    assert "Idle" in texts(answer)
    assert not Post.objects.filter(pk=idle.pk).exists()
    assert ModelLogEntry.objects.filter(action="org.post_deleted").count() == 1


@pytest.mark.parametrize("covered", [False, True])
def test_ending_the_last_appointment_is_allowed_with_a_warning(admin, of, covered):
    clerk, holder = post("Counter"), person()
    held = appoint(holder, clerk, starts_on=dt.date(2026, 1, 1))
    if covered:
        appoint(person(), clerk, "acting")
    data = {"person": holder.pk, "post": clerk.pk, "kind": "holder", "starts_on": "2026-01-01"}
    answer = admin.post(screen("appointment", "edit", held.pk), {**data, "ends_on": today().isoformat()})
    assert answer.status_code == 302
    assert Appointment.objects.get(pk=held.pk).ends_on == today()
    assert ("Nobody holds the post “Counter”" in texts(answer)) is not covered


@pytest.mark.parametrize("case", ["last", "covered", "over", "not begun"])
def test_deleting_the_last_appointment_warns_as_ending_it_does(admin, of, case):
    clerk, first = post("Counter"), today() + DAY * (5 if case == "not begun" else -9)
    held = appoint(person(), clerk, starts_on=first, ends_on=today() - DAY if case == "over" else None)
    if case == "covered":
        appoint(person(), clerk, "acting")
    answer = admin.post(screen("appointment", "delete", held.pk))
    assert answer.status_code == 302
    assert not Appointment.objects.filter(pk=held.pk).exists()
    assert ("Nobody holds the post “Counter”" in texts(answer)) is (case in {"last", "not begun"})


def test_persian_says_it_in_persian(of):
    submitted(of)
    with translation.override("fa"), pytest.raises(ValidationError) as error:
        deactivate(of.clerk_post, of.administrator)
    assert "کارهای باز (۱)" in error.value.message_dict["is_active"][1]
