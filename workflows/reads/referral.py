"""Where a task can be referred."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import BigIntegerField, DateField, QuerySet

from organisation.models import Appointment, Post
from organisation.selectors import held
from persian.jalali import today
from statements import ModelStatement, Slot, compiled_models, numbered, one_of, slots
from workflows.engine import specs
from workflows.models import Task

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class ReferralPerson:
    """A person to whom the task can be referred, under the post that they hold."""

    person: User
    post: Post


@dataclass(frozen=True, slots=True)
class ReferralTargets:
    """Where a task can be referred: posts, and people who hold them today."""

    posts: list[Post]
    people: list[ReferralPerson]


def referral_targets(task: Task, user: User) -> ReferralTargets:
    """Posts that the step allows (any active one where it names none), and who holds them; not the task's own post,
    not the person.

    The other holders of the task's own post are among the people. Two queries, whose SQL is kept.
    """
    named = _named(task)
    values = numbered("post", [*named, task.post_id or 0])
    posts = _posts_statement(len(named)).objects(**values)
    appointments = _people_statement(len(named)).objects(**values, user=user.pk, day=today())
    people = {
        (appointment.person_id, appointment.post_id): ReferralPerson(appointment.person, appointment.post)
        for appointment in appointments
    }
    return ReferralTargets(posts=[post for post in posts if post.pk != task.post_id], people=list(people.values()))


def allowed_posts(task: Task) -> QuerySet[Post]:
    """The active posts that the step may be referred to: those it names, any where it names none."""
    named = _named(task)
    posts = Post.objects.filter(is_active=True)
    return posts.filter(pk__in=named) if named else posts


def _named(task: Task) -> list[int]:
    return specs.node_of(task).get("referral_posts") or []


@lru_cache(64)
def _posts_statement(named: int) -> ModelStatement[Post]:
    """For so many named posts; for any post where none is named."""
    posts = Post.objects.filter(is_active=True)
    return compiled_models(posts.filter(one_of("pk", slots("post", BigIntegerField, named))) if named else posts)


@lru_cache(64)
def _people_statement(named: int) -> ModelStatement[Appointment]:
    """Who holds one of so many named posts or the task's own, the last of the slots; any post where none is named."""
    found = Appointment.objects.filter(held(Slot("day", DateField()))).exclude(person=Slot("user", BigIntegerField()))
    if named:
        found = found.filter(one_of("post", slots("post", BigIntegerField, named + 1)))
    by_name = ("post__title", "person__last_name", "person__first_name")
    return compiled_models(found.select_related("person", "post").order_by(*by_name))
