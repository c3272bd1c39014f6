"""What can be done with the org chart. Each verb checks permission, changes and logs, in one transaction."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from organisation import events
from organisation.models import ActivityField, Appointment, Post

__all__ = ["appoint", "create_post", "end_appointment", "move_post", "save_appointment", "save_post"]


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
    """Create or change a post. Raises `PermissionDenied`; `ValidationError` (a chart has no circles, say)."""
    adding = post._state.adding
    _require(user, "organisation.add_post" if adding else "organisation.change_post")
    # The whole chart, in one order: two moves at once could each be right and together make a circle.
    locked = {one.pk: one for one in Post.objects.select_for_update().order_by("pk")}
    if not adding and post.pk not in locked:
        raise Post.DoesNotExist
    before = None if adding else locked[post.pk]
    post.full_clean()
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
