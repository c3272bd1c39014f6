"""Claiming a task (برداشتن) and giving it back to the post's worklist."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef
from viewflow.workflow.status import STATUS

from accounts.roles import is_administrator
from organisation.selectors import held_appointments, holding, holds_any, superiors
from workflows import events
from workflows.access.authority import LockedTask, lock_rows, lock_task, refuse_other_owner
from workflows.engine.ledger import Ledger
from workflows.errors import CaseError, NotAllowed, TaskClosed
from workflows.models import Task

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class BulkOutcome:
    """What became of each task of a bulk action: pks that went through, and (pk, reason) of those refused."""

    done: list[int] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)


@transaction.atomic
def claim_task(*, task: Task, user: User) -> Task:
    """Take the task for oneself. Claiming one's own again changes nothing.

    A claim of a person who no longer holds the post does not stand in the way. Returns the task as it is now. Raises
    `NotAllowed` (does not hold the post), `AlreadyClaimed` (its `owner` says who has it), `TaskClosed`.
    """
    locked = lock_task(task, user)
    if locked.task.owner_id != user.pk:
        assign(locked)
        locked.task.save(update_fields=["status", "owner", "assigned", "revision"])
        locked.ledger.write()
    return locked.task


def assign(locked: LockedTask) -> None:
    """Put the locked task on the actor, in memory, with its event. A case that comes back is no longer «waiting»."""
    refuse_other_owner(locked)
    task = locked.task
    task.owner = locked.user
    task.status = STATUS.ASSIGNED.value
    task.assigned = locked.ledger.now
    task.revision += 1
    Task.objects.filter(process=locked.case, owner=locked.user, watched=True).update(watched=False)
    locked.ledger.event(events.TASK_CLAIMED, task=task)


@transaction.atomic
def release_task(*, task: Task, user: User) -> Task:
    """Give the task back to its post's worklist.

    By its owner, by a holder of a superior post, or by an administrator. Returns the task as it is now; an unclaimed
    one unchanged. Raises `NotAllowed`, `TaskClosed`.
    """
    task = lock_rows(task)
    if task.post_id is None or not (task.owner_id == user.pk or _is_superior(task, user)):
        raise NotAllowed
    if not task.is_open:
        raise TaskClosed
    if task.owner_id is not None:
        Ledger.open(task.process, actor=user, post=task.post)
        _unassign(task)
    return task


def _unassign(task: Task, *, by_system: bool = False) -> None:
    ledger = task.process.ledger
    if ledger is None:
        raise RuntimeError("A task is given back inside a verb only.")
    ledger.event(events.TASK_RELEASED, task=task, by_system=by_system, owner=task.owner_id)
    task.owner = None
    task.status = STATUS.NEW.value
    task.assigned = None
    task.revision += 1
    task.save(update_fields=["status", "owner", "assigned", "revision"])
    ledger.write()


def _is_superior(task: Task, user: User) -> bool:
    return is_administrator(user) or (task.post_id is not None and holds_any(user, superiors(task.post_id)))


def claim_tasks(*, tasks: Sequence[int], user: User) -> BulkOutcome:
    """Claim several tasks by pk, each in a transaction of its own: one that is refused does not stop the others."""
    return _each(tasks, lambda task: claim_task(task=task, user=user))


def release_tasks(*, tasks: Sequence[int], user: User) -> BulkOutcome:
    """Give several tasks back by pk, each in a transaction of its own."""
    return _each(tasks, lambda task: release_task(task=task, user=user))


def _each(pks: Sequence[int], verb: Callable[[Task], Task]) -> BulkOutcome:
    outcome = BulkOutcome()
    for pk in pks:
        try:
            verb(Task(pk=pk))
        except (CaseError, PermissionDenied) as error:
            outcome.refused.append((pk, str(error)))
        else:
            outcome.done.append(pk)
    return outcome


def release_orphaned_claims() -> int:
    """Give back tasks whose owner no longer holds their post (an appointment that ran out). Returns how many."""
    held = held_appointments().filter(post=OuterRef("post"), person=OuterRef("owner"))
    orphans = Task.objects.filter(status=STATUS.ASSIGNED.value, post__isnull=False).exclude(Exists(held))
    released = 0
    for pk in orphans.values_list("pk", flat=True)[:1000]:
        with transaction.atomic():
            task = lock_rows(Task(pk=pk))
            owner = task.owner
            if task.status != STATUS.ASSIGNED.value or owner is None or holding(owner, task.post_id):
                continue
            Ledger.open(task.process, actor=None)
            _unassign(task, by_system=True)
            released += 1
    return released
