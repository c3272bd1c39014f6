"""What can be read of the org chart.

Who holds a post is defined here and nowhere else: **a person holds a post on a day when an appointment of theirs to it
is in force on that day, the post is active, and so is the person**. Holder, acting holder and substitute all hold it;
where somebody has several appointments to one post, the holder's own counts before the acting holder's, and that
before a substitute's.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from django.db import DEFAULT_DB_ALIAS
from django.db.models import BigIntegerField, Case, DateField, IntegerField, Q, QuerySet, Value, When

from accounts.models import User
from organisation.models import Appointment, Post
from persian.jalali import today
from statements import ModelStatement, Slot, Statement, compiled, compiled_models

__all__ = [
    "ChartRow",
    "appointments_on",
    "chart",
    "held",
    "held_appointments",
    "holders_of",
    "holding",
    "holds_any",
    "is_appointed",
    "posts_in_reach",
    "posts_of",
    "subtree",
    "subtree_ids",
    "superior_of",
    "superiors",
    "vacant_from",
    "vacant_posts",
    "vacant_without",
]

_RANK = Case(
    When(kind=Appointment.Kind.HOLDER, then=Value(0)),
    When(kind=Appointment.Kind.ACTING, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)
_BEST_FIRST = (_RANK, "starts_on", "pk")


# ---------------------------------------------------------------------------------------- who holds a post
def appointments_on(on: dt.date | Slot | None = None) -> Q:
    """Appointments in force on a day (today in Tehran, where none is given), of whoever to whatever post."""
    day = on or today()
    return Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


def held(on: dt.date | Slot | None = None) -> Q:
    """The appointments by which somebody holds a post on the day: the definition of this module."""
    return appointments_on(on) & Q(person__is_active=True, post__is_active=True)


def is_appointed(person: User) -> bool:
    """Whether the person has an appointment to any post, now or to come, be the post active or not."""
    to_end = Q(ends_on__isnull=True) | Q(ends_on__gte=today())
    return Appointment.objects.filter(to_end, person=person.pk).exists()


def held_appointments(
    *, person: User | None = None, posts: Collection[int] | None = None, on: dt.date | None = None
) -> QuerySet[Appointment]:
    """The appointments by which posts are held, of one person and to these posts where given; the holder's first."""
    found = Appointment.objects.filter(held(on))
    if person is not None:
        found = found.filter(person=person.pk)
    if posts is not None:
        found = found.filter(post__in=posts)
    return found.order_by(*_BEST_FIRST)


def holding(person: User, post_id: int | None, on: dt.date | None = None) -> Appointment | None:
    """The appointment by which the person holds the post, with the post; `None` where they do not. One query, whose SQL
    is kept: every verb and every page of a task asks it.

    Its `acting_as` says in whose stead they act.
    """
    if post_id is None:
        return None
    return _holding_statement().first(person=person.pk, post=post_id, day=on or today())


@cache
def _holding_statement() -> ModelStatement[Appointment]:
    mine = Q(person=Slot("person", BigIntegerField()), post=Slot("post", BigIntegerField()))
    found = Appointment.objects.filter(held(Slot("day", DateField())), mine).select_related("post")
    return compiled_models(found.order_by(*_BEST_FIRST)[:1])


def holds_any(person: User, posts: QuerySet[Post], on: dt.date | None = None) -> bool:
    """Whether the person holds one of the posts. One query."""
    return Appointment.objects.filter(held(on), person=person.pk, post__in=posts.values("pk")).exists()


def posts_of(person: User, on: dt.date | None = None) -> list[Post]:
    """The posts that the person holds, by title. One query, whose SQL is kept: every page of the staff asks it."""
    rows = _posts_statement().rows(person=person.pk, day=on or today())
    return [Post.from_db(DEFAULT_DB_ALIAS, _columns_of_post(), row) for row in rows]


@cache
def _columns_of_post() -> list[str]:
    return [field.attname for field in Post._meta.concrete_fields]


@cache
def _posts_statement() -> Statement:
    mine = Appointment.objects.filter(held(Slot("day", DateField())), person=Slot("person", BigIntegerField()))
    posts = Post.objects.filter(pk__in=mine.values("post_id")).order_by("title", "pk")
    return compiled(posts.values_list(*_columns_of_post()))


def holders_of(post: Post, on: dt.date | None = None) -> list[User]:
    """Who holds the post: its holder first, then acting holders and substitutes. One query."""
    found = held_appointments(posts=[post.pk], on=on).select_related("person")
    return list(dict.fromkeys(one.person for one in found))


def vacant_posts(on: dt.date | None = None) -> QuerySet[Post]:
    """Active posts that nobody holds."""
    return Post.objects.filter(is_active=True).exclude(pk__in=Appointment.objects.filter(held(on)).values("post_id"))


def vacant_from(appointment: Appointment) -> dt.date | None:
    """The day from which nobody holds the post once this appointment is over; `None` where somebody does, or where it
    has no end.
    """
    if appointment.ends_on is None:
        return None
    return _vacant_on(appointment.post, max(today(), appointment.ends_on + dt.timedelta(days=1)))


def vacant_without(appointment: Appointment) -> dt.date | None:
    """The day from which nobody holds the post since this appointment was deleted; `None` where somebody does, or
    where it was over anyway.
    """
    if appointment.ends_on is not None and appointment.ends_on < today():
        return None
    return _vacant_on(appointment.post, max(today(), appointment.starts_on))


def _vacant_on(post: Post, day: dt.date) -> dt.date | None:
    return day if post.is_active and not held_appointments(posts=[post.pk], on=day).exists() else None


# ------------------------------------------------------------------------------------------- up and down
def superior_of(post: Post) -> Post | None:
    """The post directly above."""
    return post.superior


def subtree_ids(post_ids: Collection[int]) -> set[int]:
    """These posts and all below them, to any depth, active or not. One query."""
    start = Post.objects.filter(pk__in=post_ids).values("pk")
    return set(Post.objects.below(start).order_by().values_list("pk", flat=True))


def subtree(post: Post) -> QuerySet[Post]:
    """The post and all below it. One query."""
    return Post.objects.below(Post.objects.filter(pk=post.pk).values("pk"))


def superiors(post_id: int) -> QuerySet[Post]:
    """All posts above this one, active or not; without itself, even in a circle. One query."""
    return Post.objects.above(Post.objects.filter(pk=post_id).values("pk")).exclude(pk=post_id)


def posts_in_reach(person: User, on: dt.date | None = None) -> set[int]:
    """Ids of the posts that the person holds and of all posts below them, active or not. One query.

    An inactive post below is in reach on purpose: work that was left at it is seen by those above it.
    """
    mine = Appointment.objects.filter(held(on), person=person.pk).values("post_id")
    return set(Post.objects.below(mine).order_by().values_list("pk", flat=True))


# --------------------------------------------------------------------------------------------- the chart
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
