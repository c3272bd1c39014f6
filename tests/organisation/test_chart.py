"""The org chart: no circles, one holder at a time, every change permitted and logged; reading it is cheap."""

import datetime as dt

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from wagtail.models import ModelLogEntry

from accounts import roles
from organisation import selectors, services
from organisation.models import Appointment, Post
from persian.jalali import today
from tests.workflows.factories import appoint, citizen, field_of_activity, in_group, person, post

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
MARCH, APRIL, MAY, JUNE = (dt.date(2026, month, 1) for month in (3, 4, 5, 6))


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def administrator():
    return in_group(person("rahbar", is_staff=True), roles.ADMINISTRATORS)


def actions(of):
    return list(ModelLogEntry.objects.for_instance(of).order_by("timestamp", "pk").values_list("action", flat=True))


# -------------------------------------------------------------------------------------------- circles


def chain(length):
    posts = [post("Top")]
    for _number in range(length - 1):
        posts.append(post("Below", superior=posts[-1]))
    return posts


@pytest.mark.parametrize("length", [2, 3, 12])
def test_no_post_stands_under_its_own_subordinate(administrator, length):
    top, *_others, bottom = chain(length)
    top.superior = bottom
    with pytest.raises(ValidationError) as refused:
        top.full_clean()
    assert "superior" in refused.value.message_dict
    with pytest.raises(ValidationError):
        services.move_post(post=Post.objects.get(pk=top.pk), superior=bottom, user=administrator)
    top.refresh_from_db()
    assert top.superior is None
    assert actions(top) == []


def test_no_post_stands_under_itself(administrator):
    alone = post("Alone")
    with pytest.raises(ValidationError):
        services.move_post(post=alone, superior=alone, user=administrator)
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=alone.pk).update(superior=alone)


def test_a_circle_that_is_there_already_does_not_hang_the_check():
    first, second = chain(2)
    Post.objects.filter(pk=first.pk).update(superior=second)
    outsider = post("Outsider")
    outsider.superior = second
    outsider.full_clean()


# ------------------------------------------------------------------------------------------ the verbs


def test_creating_a_post(administrator):
    made = services.create_post(code="legal", title="Legal", field=field_of_activity(), user=administrator)
    assert actions(made) == ["org.post_created"]
    entry = ModelLogEntry.objects.for_instance(made).get()
    assert entry.user == administrator


def test_a_code_is_unique(administrator):
    post("One", code="legal")
    with pytest.raises(ValidationError) as refused:
        services.create_post(code="legal", title="Two", field=field_of_activity(), user=administrator)
    assert "code" in refused.value.message_dict


def test_moving_and_changing_are_logged_apart(administrator):
    top, below = chain(2)
    moved = services.move_post(post=below, superior=None, user=administrator)
    assert actions(moved) == ["org.post_moved"]
    assert ModelLogEntry.objects.for_instance(moved).get().data["superior_id"] == [top.pk, None]
    moved.title = "New title"
    services.save_post(post=moved, user=administrator)
    assert actions(moved) == ["org.post_moved", "org.post_changed"]
    services.save_post(post=moved, user=administrator)
    assert len(actions(moved)) == 2, "nothing changed, nothing to log"


def test_appointing_changing_and_ending(administrator):
    clerk = post("Clerk")
    made = services.appoint(post=clerk, person=person(), starts_on=MARCH, user=administrator)
    assert made.kind == Appointment.Kind.HOLDER
    made.starts_on = APRIL
    services.save_appointment(appointment=made, user=administrator)
    services.end_appointment(appointment=made, last_day=MAY, user=administrator)
    made.refresh_from_db()
    assert (made.starts_on, made.ends_on) == (APRIL, MAY)
    assert actions(made) == ["org.person_appointed", "org.appointment_changed", "org.appointment_ended"]
    data = ModelLogEntry.objects.for_instance(made).order_by("-timestamp", "-pk")[0].data
    assert data["ends_on"] == "2026-05-01"


def test_an_end_before_the_beginning(administrator):
    held = appoint(person(), post("Clerk"), starts_on=APRIL)
    with pytest.raises(ValidationError) as refused:
        services.end_appointment(appointment=held, last_day=MARCH, user=administrator)
    assert "ends_on" in refused.value.message_dict
    held.refresh_from_db()
    assert held.ends_on is None
    with pytest.raises(ValidationError):
        services.appoint(post=post("X"), person=person(), starts_on=APRIL, ends_on=MARCH, user=administrator)


@pytest.mark.parametrize("who", ["citizen", "editor", "staff"])
def test_only_administrators_change_the_chart(who):
    user = citizen() if who == "citizen" else person(is_staff=True)
    if who == "editor":
        in_group(user, roles.EDITORS)
    clerk = post("Clerk")
    held = appoint(person(), clerk)
    refused = [
        lambda: services.create_post(code="x", title="X", field=clerk.field, user=user),
        lambda: services.move_post(post=clerk, superior=None, user=user),
        lambda: services.appoint(post=clerk, person=user, starts_on=today(), kind="acting", user=user),
        lambda: services.save_appointment(appointment=held, user=user),
        lambda: services.end_appointment(appointment=held, last_day=today(), user=user),
    ]
    for verb in refused:
        with pytest.raises(PermissionDenied):
            verb()
    assert Post.objects.count() == 1
    assert not ModelLogEntry.objects.filter(action__startswith="org.").exists()


# --------------------------------------------------------------------------------------- one holder


@pytest.mark.parametrize(
    ("starts", "ends", "fits"),
    [
        (MARCH, None, False),
        (MARCH, APRIL, False),  # its last day is the other's first
        (MARCH, APRIL - DAY, True),
        (APRIL + DAY, APRIL + DAY, False),
        (MAY, JUNE, False),  # its first day is the other's last
        (MAY + DAY, None, True),
        (MARCH, JUNE, False),
    ],
)
def test_a_post_has_one_holder_on_any_day(administrator, starts, ends, fits):
    clerk = post("Clerk")
    appoint(person(), clerk, starts_on=APRIL, ends_on=MAY)
    values = {"post": clerk, "starts_on": starts, "ends_on": ends, "user": administrator}
    if fits:
        assert services.appoint(person=person(), **values).pk
    else:
        with pytest.raises(ValidationError) as refused:
            services.appoint(person=person(), **values)
        assert "post" in refused.value.message_dict
        assert clerk.appointments.count() == 1
    for kind in ("acting", "substitute"):
        assert services.appoint(person=person(), kind=kind, **values).pk, "others may cover beside the holder"


def test_a_person_has_a_post_once_of_a_kind(administrator):
    clerk, held_by = post("Clerk"), person()
    appoint(held_by, clerk, "substitute", starts_on=APRIL)
    with pytest.raises(ValidationError) as refused:
        services.appoint(post=clerk, person=held_by, kind="substitute", starts_on=MAY, user=administrator)
    assert "person" in refused.value.message_dict


def test_the_database_itself_refuses_two_open_holders():
    clerk = post("Clerk")
    appoint(person(), clerk, starts_on=MARCH)
    with pytest.raises(IntegrityError), transaction.atomic():
        appoint(person(), clerk, starts_on=MAY)


def test_moving_the_end_of_an_appointment_into_anothers_time_is_refused(administrator):
    clerk = post("Clerk")
    first = appoint(person(), clerk, starts_on=MARCH, ends_on=APRIL)
    appoint(person(), clerk, starts_on=MAY)
    with pytest.raises(ValidationError):
        services.end_appointment(appointment=first, last_day=JUNE, user=administrator)
    first.refresh_from_db()
    assert first.ends_on == APRIL


# -------------------------------------------------------------------------------------------- reading


def test_posts_and_holders_on_days():
    clerk, head, someone, other = post("Clerk"), post("Head"), person(), person()
    appoint(someone, clerk, starts_on=MARCH, ends_on=APRIL)
    appoint(someone, head, "acting", starts_on=APRIL)
    appoint(other, head, starts_on=MARCH)
    assert selectors.posts_of(someone, MARCH - DAY) == []
    assert selectors.posts_of(someone, MARCH) == [clerk]
    assert selectors.posts_of(someone, APRIL) == [clerk, head]
    assert selectors.posts_of(someone, APRIL + DAY) == [head]
    assert selectors.holders_of(head, MARCH) == [other]
    assert selectors.holders_of(head, APRIL) == [other, someone], "the holder first"
    assert selectors.holders_of(clerk, APRIL + DAY) == []


def test_today_is_meant_where_no_day_is_named():
    clerk, someone = post("Clerk"), person()
    appoint(someone, clerk, starts_on=today() + DAY)
    assert selectors.posts_of(someone) == []
    appoint(someone, clerk, "acting", starts_on=today(), ends_on=today())
    assert selectors.posts_of(someone) == [clerk]


def test_inactive_posts_and_people_do_not_count():
    clerk, someone = post("Clerk"), person()
    appoint(someone, clerk)
    someone.is_active = False
    someone.save()
    assert selectors.holders_of(clerk) == []
    assert clerk in selectors.vacant_posts()
    someone.is_active = True
    someone.save()
    assert clerk not in selectors.vacant_posts()
    clerk.is_active = False
    clerk.save()
    assert selectors.posts_of(someone) == []
    assert clerk not in selectors.vacant_posts()


def test_the_subtree_to_any_depth_at_a_fixed_cost():
    posts = chain(3)
    aside = post("Aside")

    def cost(of):
        with CaptureQueriesContext(connection) as captured:
            found = list(selectors.subtree(of))
        return len(captured), {one.pk for one in found}

    assert cost(posts[0]) == (1, {one.pk for one in posts})
    assert cost(posts[1])[1] == {one.pk for one in posts[1:]}
    deep = chain(60)
    assert cost(deep[0]) == (1, {one.pk for one in deep})
    assert aside.pk not in cost(posts[0])[1]
    assert selectors.superior_of(posts[1]) == posts[0]
    assert selectors.superior_of(aside) is None


def test_the_way_up_to_any_depth_at_the_cost_of_one_query(django_assert_num_queries):
    deep = chain(60)
    with django_assert_num_queries(1):
        assert {one.pk for one in selectors.superiors(deep[-1].pk)} == {one.pk for one in deep[:-1]}
    with django_assert_num_queries(1):
        assert not selectors.superiors(deep[0].pk).exists()
    deep[0].superior = deep[-1]
    with django_assert_num_queries(1), pytest.raises(ValidationError):
        deep[0].clean()


def test_no_posts_have_nothing_below_them():
    post("Alone")
    assert selectors.subtree_ids([]) == set()


def test_the_subtree_of_a_circle_ends():
    first, second = chain(2)
    Post.objects.filter(pk=first.pk).update(superior=second)
    assert selectors.subtree_ids({first.pk}) == {first.pk, second.pk}
    assert set(selectors.superiors(first.pk)) == {second}


# -------------------------------------------------------------------------------------------- screens

SNIPPETS = ("post", "appointment", "activityfield")


def screen(model, name, *args):
    return reverse(f"wagtailsnippets_organisation_{model}:{name}", args=args)


@pytest.fixture
def admin(client, administrator):
    client.force_login(administrator)
    client.cookies.load({settings.LANGUAGE_COOKIE_NAME: "en"})
    return client


def test_the_chart_page_shows_posts_and_people_at_a_fixed_cost(admin):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            answer = admin.get(reverse("org_chart"))
        assert answer.status_code == 200
        return len(captured), answer.content.decode()

    top, below = chain(2)
    holder = person(first_name="Ziba")
    appoint(holder, below)
    cost()
    before, text = cost()
    assert "Ziba" in text
    assert text.index(top.title) < text.index("Below")
    for one in chain(30):
        appoint(person(), one)
    assert cost()[0] == before


@pytest.mark.parametrize("model", SNIPPETS)
def test_lists_and_forms_open_for_an_administrator(admin, model):
    clerk = post("Clerk")
    held = appoint(person(), clerk)
    pk = {"post": clerk.pk, "appointment": held.pk, "activityfield": clerk.field_id}[model]
    for address in (screen(model, "list"), screen(model, "add"), screen(model, "edit", pk)):
        assert admin.get(address).status_code == 200


@pytest.mark.parametrize("who", ["citizen", "staff", "nobody"])
def test_others_see_none_of_it(client, who):
    clerk = post("Clerk")
    if who != "nobody":
        client.force_login(citizen() if who == "citizen" else person(is_staff=True))
    addresses = [reverse("org_chart"), *(screen(model, "list") for model in SNIPPETS), screen("post", "edit", clerk.pk)]
    for address in addresses:
        assert client.get(address).status_code in (302, 403)


def test_posts_and_appointments_are_made_and_logged_through_the_screens(admin):
    field, someone = field_of_activity(), person()
    data = {"title": "Legal", "code": "legal", "field": field.pk, "superior": "", "is_active": "on"}
    assert admin.post(screen("post", "add"), data).status_code == 302
    legal = Post.objects.get(code="legal")
    assert "org.post_created" in actions(legal)
    data = {"person": someone.pk, "post": legal.pk, "kind": "holder", "starts_on": "2026-03-01", "ends_on": ""}
    answer = admin.post(screen("appointment", "add"), data)
    assert answer.status_code == 302, answer.content.decode()
    assert "org.person_appointed" in actions(legal.appointments.get())
    second = admin.post(screen("appointment", "add"), {**data, "person": person().pk})
    assert second.status_code == 200
    assert "In this period the post is held by" in second.content.decode()
    assert legal.appointments.count() == 1


def test_a_circle_is_refused_on_the_screen(admin):
    top, bottom = chain(2)
    data = {"title": "Top", "code": top.code, "field": top.field_id, "superior": bottom.pk, "is_active": "on"}
    answer = admin.post(screen("post", "edit", top.pk), data)
    assert answer.status_code == 200
    assert "its own subordinates" in answer.content.decode()
    top.refresh_from_db()
    assert top.superior is None


def test_a_post_with_work_or_people_is_not_deleted(admin):
    clerk = post("Clerk")
    appoint(person(), clerk)
    answer = admin.post(screen("post", "delete", clerk.pk))
    assert answer.status_code < 500
    assert Post.objects.filter(pk=clerk.pk).exists()


def test_a_chart_of_a_hundred_levels_is_shown(admin):
    above = None
    for number in range(100):
        above = post(f"پست {number}", superior=above)
    page = admin.get(reverse("org_chart"))
    assert page.status_code == 200
    assert "پست 99" in page.content.decode()
    last = page.context["rows"][-1]
    assert (last.level, len(last.closes)) == (100, 99)
