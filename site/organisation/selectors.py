"""What can be read of the org chart."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from accounts.models import User
from organisation.models import Appointment, Post
from persian.jalali import today

__all__ = [
    "ChartRow",
    "appointments_on",
    "chart",
    "holders_of",
    "posts_of",
    "subtree",
    "subtree_ids",
    "superior_of",
    "vacant_posts",
]


def appointments_on(on: dt.date | None = None) -> Q:
    """Appointments in force on a day (today in Tehran, where none is given)."""
    day = on or today()
    return Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


def posts_of(person: User, on: dt.date | None = None) -> list[Post]:
    """The active posts that the person holds, acts for or covers, by title. One query."""
    held = Appointment.objects.filter(appointments_on(on), person=person).values("post_id")
    return list(Post.objects.filter(pk__in=held, is_active=True).order_by("title", "pk"))


def holders_of(post: Post, on: dt.date | None = None) -> list[User]:
    """Who may work at the post: its holder first, then acting holders and substitutes. One query."""
    rank = {Appointment.Kind.HOLDER: 0, Appointment.Kind.ACTING: 1, Appointment.Kind.SUBSTITUTE: 2}
    found = Appointment.objects.filter(appointments_on(on), post=post, person__is_active=True).select_related("person")
    ordered = sorted(found, key=lambda one: (rank[Appointment.Kind(one.kind)], one.starts_on, one.pk))
    return list(dict.fromkeys(one.person for one in ordered))


def superior_of(post: Post) -> Post | None:
    """The post directly above."""
    return post.superior


def _children() -> dict[int | None, list[int]]:
    below: dict[int | None, list[int]] = defaultdict(list)
    for pk, superior in Post.objects.order_by("title").values_list("pk", "superior_id"):
        below[superior].append(pk)
    return below


def subtree_ids(post_ids: set[int]) -> set[int]:
    """These posts and all below them, to any depth. One query: a chart has hundreds of posts, not millions."""
    below = _children()
    found: set[int] = set()
    waiting = list(post_ids)
    while waiting:
        pk = waiting.pop()
        if pk not in found:
            found.add(pk)
            waiting.extend(below[pk])
    return found


def subtree(post: Post) -> QuerySet[Post]:
    """The post and all below it."""
    return Post.objects.filter(pk__in=subtree_ids({post.pk}))


def vacant_posts(on: dt.date | None = None) -> QuerySet[Post]:
    """Active posts that nobody holds, acts for or covers."""
    held = Appointment.objects.filter(appointments_on(on), person__is_active=True).values("post_id")
    return Post.objects.filter(is_active=True).exclude(pk__in=held)


@dataclass(frozen=True)
class ChartRow:
    """A post in the chart, top down. `closes` says how many levels end after it, for a nested list of any depth."""

    post: Post
    appointments: list[Appointment]
    level: int
    has_children: bool
    closes: range


def chart(on: dt.date | None = None) -> list[ChartRow]:
    """The whole chart, each post before the ones below it. Two queries; posts in a circle do not show."""
    people: dict[int, list[Appointment]] = defaultdict(list)
    for one in Appointment.objects.filter(appointments_on(on)).select_related("person").order_by("kind", "starts_on"):
        people[one.post_id].append(one)
    below: dict[int | None, list[Post]] = defaultdict(list)
    for post in Post.objects.select_related("field").order_by("field__sort_order", "title"):
        below[post.superior_id].append(post)
    ordered: list[tuple[Post, int]] = []
    waiting = [(post, 1) for post in reversed(below[None])]
    while waiting:
        post, level = waiting.pop()
        ordered.append((post, level))
        waiting.extend((child, level + 1) for child in reversed(below[post.pk]))
    levels = [level for _post, level in ordered[1:]] + [1]
    return (
        [
            ChartRow(
                post, people[post.pk], level, has_children=following > level, closes=range(max(0, level - following))
            )
            for (post, level), following in zip(ordered, levels, strict=True)
        ]
        if ordered
        else []
    )
