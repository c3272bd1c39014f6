"""Who may act on a task, and how a verb locks it.

Only a person who holds the task's post today acts on it (`organisation.selectors.holding`): as its holder, as acting
holder, or as substitute.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import BigIntegerField

from cms.models import ServicePage
from organisation.models import Post
from organisation.selectors import holding
from statements import ModelStatement, Slot, compiled_models
from workflows.engine.ledger import Ledger
from workflows.errors import AlreadyClaimed, NotAllowed, StalePage, TaskClosed
from workflows.models import Case, CaseLogEntry, Task

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class LockedTask:
    """A task that a verb works on: both its rows locked, the actor's right to it established, its ledger open."""

    task: Task
    case: Case
    user: User
    post: Post
    ledger: Ledger


def lock_rows(task: Task) -> Task:
    """The task as it is now, its case's row and its own locked until the transaction ends.

    The case first: it guards all that is open in it, and a verb that has it may cancel tasks of other branches. Task
    first would deadlock with that. PostgreSQL locks in the order of the list (which its manual does not promise: a test
    holds it). Both are locked in one statement: after a wait for another verb both rows are read again. Nullable
    relations (post, owner) are left out, since they would be re-read as they were before the wait.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a task is locked inside a verb's transaction only")
    found = _locked_task().first(task=task.pk)
    if found is None:
        raise NotAllowed
    return found


@cache
def _locked_task() -> ModelStatement[Task]:
    """The service comes without the texts of its profile."""
    return compiled_models(
        Task.objects.select_for_update(of=("process", "self"))
        .select_related("process", "process__service", "process__applicant")
        .defer(*(f"process__service__{name}" for name in ServicePage.PROFILE_TEXTS))
        .filter(pk=Slot("task", BigIntegerField()))
    )


def lock_task(task: Task, user: User) -> LockedTask:
    """Lock the task for a verb of `user` and open its ledger. Raises `NotAllowed` or `TaskClosed`."""
    task = lock_rows(task)
    appointment = holding(user, task.post_id)
    if appointment is None:
        raise NotAllowed
    if not task.is_open:
        raise TaskClosed(is_cancelled=task.is_cancelled)
    task.post = appointment.post
    ledger = Ledger.open(task.process, actor=user, post=appointment.post, acting_as=appointment.acting_as)
    return LockedTask(task=task, case=task.process, user=user, post=appointment.post, ledger=ledger)


def refuse_other_owner(locked: LockedTask) -> None:
    """Raise `AlreadyClaimed` where another person has the task and still holds its post."""
    owner_id = locked.task.owner_id
    if owner_id is None or owner_id == locked.user.pk:
        return
    owner = locked.task.owner
    if owner is not None and holding(owner, locked.task.post_id) is not None:
        raise AlreadyClaimed(owner)


def refuse_stale(task: Task, revision: int) -> None:
    """Raise `StalePage` where the task has changed since the revision that the page showed."""
    if task.revision == revision:
        return
    last = CaseLogEntry.objects.filter(case=task.process_id, task=task).select_related("user").last()
    raise StalePage(task.revision, by=last.user if last else None, at=last.timestamp if last else None)


def may_act(task: Task, user: User) -> bool:
    """Whether the verbs would let the person act on the task now: it is open, theirs or nobody's, and at a post of
    theirs.
    """
    return task.is_open and task.owner_id in (None, user.pk) and holding(user, task.post_id) is not None
