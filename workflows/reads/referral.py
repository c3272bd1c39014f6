"""Where a task can be referred."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from organisation.models import Post
from organisation.selectors import held_appointments
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

    The other holders of the task's own post are among the people. Two queries.
    """
    posts = [post for post in allowed_posts(task).select_related("field") if post.pk != task.post_id]
    appointments = (
        held_appointments(posts=[*(post.pk for post in posts), task.post_id or 0])
        .exclude(person=user.pk)
        .select_related("person", "post")
        .order_by("post__title", "person__last_name", "person__first_name")
    )
    people = {
        (appointment.person_id, appointment.post_id): ReferralPerson(appointment.person, appointment.post)
        for appointment in appointments
    }
    return ReferralTargets(posts=posts, people=list(people.values()))


def allowed_posts(task: Task) -> QuerySet[Post]:
    """The active posts that the step may be referred to: those it names, any where it names none."""
    named = specs.node_of(task).get("referral_posts") or []
    posts = Post.objects.filter(is_active=True)
    return posts.filter(pk__in=named) if named else posts
