"""Manual referral (ارجاع): handing a task to another post, or to a person who holds one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from viewflow.workflow.status import STATUS

from workflows import events
from workflows.cases import specs
from workflows.cases.authority import Hold, current_appointments, refuse_other_owner, refuse_stale, take_hold
from workflows.cases.claiming import take
from workflows.cases.stages import REFERRED
from workflows.errors import NoteRequired, UnknownTarget
from workflows.models import Appointment, Post, Task

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
    posts = [post for post in _allowed(task).select_related("field") if post.pk != task.post_id]
    appointments = (
        Appointment.objects.filter(
            current_appointments(posts=[*(post.pk for post in posts), task.post_id or 0]), person__is_active=True
        )
        .exclude(person=user.pk)
        .select_related("person", "post")
        .order_by("post__title", "person__last_name", "person__first_name")
    )
    people = {
        (appointment.person_id, appointment.post_id): ReferralPerson(appointment.person, appointment.post)
        for appointment in appointments
    }
    return ReferralTargets(posts=posts, people=list(people.values()))


def _allowed(task: Task):
    named = specs.node_of(task).get("referral_posts") or []
    posts = Post.objects.filter(is_active=True)
    return posts.filter(pk__in=named) if named else posts


@transaction.atomic
def refer_task(
    *,
    task: Task,
    user: User,
    post: Post | None = None,
    person: User | None = None,
    note: str,
    revision: int,
) -> Task:
    """Hand the task over, with a note, to a post (its worklist) or to a person (claimed by them already).

    With `person` alone, the post is one of those allowed that they hold, the task's own first. The person's part
    ends: their row closes as «referred» and stays in their history; a new row of the same step begins at the other
    post, with the same due date and the unfinished work. Returns the new task. Raises `NotAllowed`, `TaskClosed`,
    `AlreadyClaimed`, `StalePage`, `NoteRequired`, `UnknownTarget`.
    """
    hold = take_hold(task, user)
    refuse_other_owner(hold)
    refuse_stale(hold.task, revision)
    if not note.strip():
        raise NoteRequired
    target = _target_post(hold.task, user, post, person)
    if hold.task.owner_id != user.pk:
        take(hold)
    new = _new_row(hold, target, person)
    _close_old(hold, target, person, note.strip(), new)
    hold.ledger.link(new, hold.task)
    hold.ledger.event(events.TASK_CREATED, task=new, by_system=True, referred_from=hold.post.pk)
    hold.ledger.write()
    return new


def _target_post(task: Task, user: User, post: Post | None, person: User | None) -> Post:
    if person is None:
        if post is None or post.pk == task.post_id:
            raise UnknownTarget(_("Choose another post or a person."))
        found = _allowed(task).filter(pk=post.pk).first()
        if found is None:
            raise UnknownTarget
        return found
    if person.pk == user.pk or not person.is_active:
        raise UnknownTarget(_("Choose another post or a person."))
    wanted = Appointment.objects.filter(current_appointments(person=person)).select_related("post")
    held = {appointment.post_id: appointment.post for appointment in wanted}
    if post is not None:
        held = {pk: held_post for pk, held_post in held.items() if pk == post.pk}
    if task.post_id in held:
        return held[task.post_id]
    allowed = set(_allowed(task).filter(pk__in=list(held)).values_list("pk", flat=True))
    for pk, held_post in held.items():
        if pk in allowed:
            return held_post
    raise UnknownTarget(_("This person holds no post to which the task can be referred."))


def _new_row(hold: Hold, target: Post, person: User | None) -> Task:
    old, now = hold.task, hold.ledger.now
    new = Task(
        process=hold.case,
        flow_task=old.flow_task,
        flow_task_type=old.flow_task_type,
        token=old.token,
        step=old.step,
        title=old.title,
        post=target,
        due=old.due,
        created=now,
        data=old.data,
        owner=person,
        status=STATUS.ASSIGNED.value if person is not None else STATUS.NEW.value,
        assigned=now if person is not None else None,
    )
    new.save(force_insert=True)
    return new


def _close_old(hold: Hold, target: Post, person: User | None, note: str, new: Task) -> None:
    task = hold.task
    task.status = STATUS.DONE.value
    task.finished = hold.ledger.now
    task.decision, task.note = REFERRED, note
    task.decision_label = str(events.label(events.TASK_REFERRED))[:100]
    task.data = {}
    task.watched = True
    task.revision += 1
    task.save(
        update_fields=[
            "status",
            "owner",
            "assigned",
            "finished",
            "decision",
            "decision_label",
            "note",
            "data",
            "watched",
            "revision",
        ]
    )
    to_person: dict[str, Any] = {"to_person": person.pk, "to_person_name": str(person)} if person is not None else {}
    hold.ledger.event(
        events.TASK_REFERRED,
        task=task,
        note=note,
        to_post=target.pk,
        to_post_title=target.title,
        new_task=new.pk,
        **to_person,
    )
