"""The clock of the office: it stands while every open step of a case waits for the applicant.

Two calls keep it, each from one place: `restart_clock` when a step other than an applicant's is reached, before the
step asks when it is due; `settle_clock` when the verb writes what it leaves behind. So while the clock stands no step
of the office is open, and none has a due to be moved: those that follow are made after the case's own due has moved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflows import events, sla
from workflows.models import Case, Task
from workflows.models.task import OPEN_STATUSES

if TYPE_CHECKING:
    from workflows.engine.ledger import Ledger

# Events after which the case may have come to wait for the applicant alone.
_MOVING = {events.CASE_RETURNED, events.TASK_DECIDED, events.TASK_ANSWERED, events.TASK_CANCELLED}


def restart_clock(case: Case, ledger: Ledger) -> None:
    """Let the clock run again, if it stands, and move the case's due by the working time of the pause."""
    since = case.clock_stopped_at
    if since is None:
        return
    pause, before = sla.working_time_of(since, ledger.now), case.due
    case.clock_stopped_at = None
    case.time_stopped += pause
    case.due = sla.moved(before, pause)
    ledger.change("clock_stopped_at", "time_stopped", "due")
    ledger.event(
        events.CLOCK_STARTED,
        by_system=True,
        since=since.isoformat(),
        due=case.due.isoformat(),
        due_before=before.isoformat(),
    )


def settle_clock(case: Case, ledger: Ledger) -> None:
    """Stop the clock of a case that waits for its applicant alone; note how long a finished one took the office.

    One query, and only after a verb that closed a step without giving the case to a post.
    """
    if case.finished is not None:
        _note_time_taken(case, ledger)
    elif case.clock_stopped_at is None and _may_wait(ledger) and _waits_for_applicant(case):
        case.clock_stopped_at = ledger.now
        ledger.change("clock_stopped_at")
        ledger.event(events.CLOCK_STOPPED, by_system=True)


def _may_wait(ledger: Ledger) -> bool:
    """Whether the verb moved the case and left nothing new at a post."""
    moved = any(event.action in _MOVING for event in ledger.events)
    return moved and not (_tasks_of(ledger, events.TASK_CREATED) - _tasks_of(ledger, events.TASK_CANCELLED))


def _tasks_of(ledger: Ledger, action: str) -> set[int | None]:
    return {event.task_id for event in ledger.events if event.action == action}


def _waits_for_applicant(case: Case) -> bool:
    waiting = Task.objects.filter(process=case, status__in=OPEN_STATUSES).values_list("post_id", "owner_id")
    holders = {sla.holder_of(post_id=post_id, owner_id=owner_id) for post_id, owner_id in waiting}
    return holders == {sla.Holder.APPLICANT}


def _note_time_taken(case: Case, ledger: Ledger) -> None:
    if case.time_taken is None and case.finished is not None:
        restart_clock(case, ledger)
        case.time_taken = max(sla.ZERO, sla.working_time_of(case.created, case.finished) - case.time_stopped)
        ledger.change("time_taken")
