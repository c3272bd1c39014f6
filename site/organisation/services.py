"""What can be done with the org chart. Each verb checks permission, changes and logs, in one transaction.

A change of posts locks the whole chart first, in one order, and only then looks at what hangs on it; verbs of cases
lock their case and never a post, so the two cannot wait for each other. A step may therefore reach a post in the very
moment in which it is deactivated: that work is seen by those above the post and by administrators, whom the admin's
home tells of it.
"""

import datetime as dt
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from organisation import events, extensions
from organisation.models import ActivityField, Appointment, Post

__all__ = [
    "PostInUse",
    "appoint",
    "create_post",
    "delete_post",
    "end_appointment",
    "move_post",
    "save_appointment",
    "save_post",
]


class PostInUse(ValidationError):
    """A post cannot go while work hangs on it. `uses` is what does; the messages say it in words, one a kind."""

    def __init__(self, field: str, title: str, uses: list[extensions.Use]) -> None:
        super().__init__({field: [title, *(str(use) for use in uses)]})
        self.uses = uses


def _require(user: User, permission: str) -> None:
    if not user.has_perm(permission):
        raise PermissionDenied


def create_post(
    *, code: str, title: str, field: ActivityField, user: User, superior: Post | None = None, is_active: bool = True
) -> Post:
    """Add a post to the chart. Raises `PermissionDenied`, `ValidationError`."""
    post = Post(code=code, title=title, field=field, superior=superior, is_active=is_active)
    return save_post(post=post, user=user)


@transaction.atomic
def save_post(*, post: Post, user: User) -> Post:
    """Create or change a post. Raises `PermissionDenied`; `ValidationError`: a chart has no circles, and a post on
    which work hangs (`organisation.extensions`) stays active.
    """
    adding = post._state.adding
    _require(user, "organisation.add_post" if adding else "organisation.change_post")
    before = _lock_chart(post)
    post.full_clean()
    if before is not None and before.is_active and not post.is_active:
        _refuse_in_use(post, "is_active", _("The post “%(post)s” cannot be deactivated yet.") % {"post": post.title})
    post.save()
    if before is None:
        log(post, events.POST_CREATED, user=user, title=post.title)
        return post
    changed = _changes(before, post, ("code", "title", "field_id", "is_active"))
    if changed:
        log(post, events.POST_CHANGED, user=user, title=post.title, data=changed)
    if before.superior_id != post.superior_id:
        data = {"superior_id": [before.superior_id, post.superior_id]}
        log(post, events.POST_MOVED, user=user, title=post.title, data=data)
    return post


@transaction.atomic
def delete_post(*, post: Post, user: User) -> None:
    """Delete a post that was never used. Raises `PermissionDenied`; `ValidationError` for one on which work hangs or
    which has a past: people who held it, posts below it, tasks of any age.
    """
    _require(user, "organisation.delete_post")
    _lock_chart(post)
    values = {"post": post.title}
    _refuse_in_use(post, NON_FIELD_ERRORS, _("The post “%(post)s” cannot be deleted.") % values)
    log(post, events.POST_DELETED, user=user, title=post.title, deleted=True, data={"code": post.code})
    try:
        post.delete()
    except ProtectedError:
        text = _("The post “%(post)s” has appointments, subordinate posts or past work. Deactivate it instead.")
        raise ValidationError(text % values) from None


def _lock_chart(post: Post) -> Post | None:
    """Lock every post, in one order: two moves at once could each be right and together make a circle. Returns the
    post as it stands, `None` for a new one; raises `Post.DoesNotExist` for one that is gone.
    """
    locked = {one.pk: one for one in Post.objects.select_for_update().order_by("pk")}
    if post._state.adding:
        return None
    if post.pk not in locked:
        raise Post.DoesNotExist
    return locked[post.pk]


def _refuse_in_use(post: Post, field: str, title: str) -> None:
    """Raise `PostInUse` at the field, naming what hangs on the post and what to do about it."""
    if uses := extensions.uses_of([post.pk]):
        raise PostInUse(field, title, uses)


def move_post(*, post: Post, superior: Post | None, user: User) -> Post:
    """Hang a post, and all below it, under another (or at the top). Raises `PermissionDenied`, `ValidationError`."""
    post.superior = superior
    return save_post(post=post, user=user)


def appoint(
    *,
    post: Post,
    person: User,
    starts_on: dt.date,
    user: User,
    kind: str = Appointment.Kind.HOLDER,
    ends_on: dt.date | None = None,
) -> Appointment:
    """Give a person a post from a day on. Raises `PermissionDenied`; `ValidationError` where it overlaps."""
    appointment = Appointment(post=post, person=person, kind=kind, starts_on=starts_on, ends_on=ends_on)
    return save_appointment(appointment=appointment, user=user)


@transaction.atomic
def save_appointment(*, appointment: Appointment, user: User) -> Appointment:
    """Create or change an appointment. The post is locked, so that two holders cannot be appointed at once."""
    adding = appointment._state.adding
    _require(user, "organisation.add_appointment" if adding else "organisation.change_appointment")
    Post.objects.select_for_update().filter(pk=appointment.post_id).first()
    before = None if adding else Appointment.objects.get(pk=appointment.pk)
    appointment.full_clean()
    appointment.save()
    action = events.PERSON_APPOINTED if before is None else events.APPOINTMENT_CHANGED
    log(appointment, action, user=user, title=str(appointment), data=_appointment_data(appointment))
    return appointment


@transaction.atomic
def end_appointment(*, appointment: Appointment, last_day: dt.date, user: User) -> Appointment:
    """Let an appointment end with this day. Raises `PermissionDenied`; `ValidationError` for a day before its first."""
    _require(user, "organisation.change_appointment")
    if last_day < appointment.starts_on:
        raise ValidationError({"ends_on": _("The last day is before the first.")})
    appointment.ends_on = last_day
    appointment.full_clean()
    appointment.save(update_fields=["ends_on"])
    data = _appointment_data(appointment)
    log(appointment, events.APPOINTMENT_ENDED, user=user, title=str(appointment), data=data)
    return appointment


def _appointment_data(one: Appointment) -> dict[str, Any]:
    return {
        "post_id": one.post_id,
        "person_id": one.person_id,
        "kind": one.kind,
        "starts_on": one.starts_on.isoformat(),
        "ends_on": one.ends_on.isoformat() if one.ends_on else None,
    }


def _changes(before: Post, after: Post, names: tuple[str, ...]) -> dict[str, list[Any]]:
    pairs = {name: [getattr(before, name), getattr(after, name)] for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
