"""Manual referral (ارجاع): handing a task to another post, or to a person who holds one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from viewflow.workflow.status import STATUS

from organisation.models import Post
from organisation.selectors import held_appointments
from workflows import events
from workflows.access.authority import LockedTask, lock_task, refuse_other_owner, refuse_stale
from workflows.errors import NoteRequired, UnknownTarget
from workflows.models import Task
from workflows.reads.referral import allowed_posts
from workflows.reads.stages import REFERRED
from workflows.verbs.claiming import assign

if TYPE_CHECKING:
    from accounts.models import User


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
    locked = lock_task(task, user)
    refuse_other_owner(locked)
    refuse_stale(locked.task, revision)
    if not note.strip():
        raise NoteRequired
    target = _target_post(locked.task, user, post, person)
    if locked.task.owner_id != user.pk:
        assign(locked)
    new = _new_row(locked, target, person)
    _close_old(locked, target, person, note.strip(), new)
    locked.ledger.link(new, locked.task)
    locked.ledger.event(events.TASK_CREATED, task=new, by_system=True, referred_from=locked.post.pk)
    locked.ledger.write()
    return new


def _target_post(task: Task, user: User, post: Post | None, person: User | None) -> Post:
    if person is None:
        if post is None or post.pk == task.post_id:
            raise UnknownTarget(_("Choose another post or a person."))
        found = allowed_posts(task).filter(pk=post.pk).first()
        if found is None:
            raise UnknownTarget
        return found
    if person.pk == user.pk:
        raise UnknownTarget(_("Choose another post or a person."))
    held = {one.post_id: one.post for one in held_appointments(person=person).select_related("post")}
    if post is not None:
        held = {pk: held_post for pk, held_post in held.items() if pk == post.pk}
    if task.post_id in held:
        return held[task.post_id]
    allowed = set(allowed_posts(task).filter(pk__in=list(held)).values_list("pk", flat=True))
    for pk, held_post in held.items():
        if pk in allowed:
            return held_post
    raise UnknownTarget(_("This person holds no post to which the task can be referred."))


def _new_row(locked: LockedTask, target: Post, person: User | None) -> Task:
    old, now = locked.task, locked.ledger.now
    new = Task(
        process=locked.case,
        flow_task=old.flow_task,
        flow_task_type=old.flow_task_type,
        process_version_id=old.process_version_id,
        scope_id=old.scope_id,
        branch=old.branch,
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


def _close_old(locked: LockedTask, target: Post, person: User | None, note: str, new: Task) -> None:
    task = locked.task
    task.status = STATUS.DONE.value
    task.finished = locked.ledger.now
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
    locked.ledger.event(
        events.TASK_REFERRED,
        task=task,
        note=note,
        to_post=target.pk,
        to_post_title=target.title,
        new_task=new.pk,
        **to_person,
    )
