"""What has happened in a case: for staff the whole event log, for the citizen the part that is theirs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import BigIntegerField
from django.utils.translation import gettext as _

from organisation.models import Appointment, Post
from persian.jalali import format_date, format_datetime
from statements import ModelStatement, Slot, compiled_models
from workflows import events
from workflows.engine import specs
from workflows.engine.messages import SMS
from workflows.models import Case, CaseLogEntry, Task

if TYPE_CHECKING:
    from accounts.models import User
    from forms_ext.selectors import RecordChange

# What the citizen may read of the log, by their own words: when it came in, where it stands, what was asked and told.
_PUBLIC = {
    events.CASE_SUBMITTED,
    events.TASK_CREATED,
    events.TASK_ANSWERED,
    events.CASE_RETURNED,
    events.CLOCK_STOPPED,
    events.CLOCK_STARTED,
    events.MESSAGE_QUEUED,
    events.CASE_CLOSED,
}


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One event. `duration` is how long its step took, where the event ended one. `acting_as` is empty for a post's
    holder. `changes` are what its task changed in the forms that the reader may read (`with_changes`).
    """

    action: str
    label: str
    timestamp: datetime
    user: User | None
    actor_name: str
    post: Post | None
    post_title: str
    step_title: str
    note: str = ""
    decision_label: str = ""
    duration: timedelta | None = None
    acting_as: str = ""
    task: Task | None = None
    data: dict[str, Any] = field(default_factory=dict)
    changes: list[RecordChange] = field(default_factory=list)


def timeline(case: Case, public: bool = False) -> list[TimelineEntry]:
    """The case's events, oldest first. One query, whose SQL is kept.

    `public` leaves out names, notes, decisions and steps hidden from citizens, and names the rest in the citizen's
    words.
    """
    entries = _entries().objects(case=case.pk)
    if public:
        return [_public(entry) for entry in entries if _is_public(entry)]
    return [_full(entry) for entry in entries]


@cache
def _entries() -> ModelStatement[CaseLogEntry]:
    return compiled_models(
        CaseLogEntry.objects.filter(case=Slot("case", BigIntegerField()))
        .select_related("user", "post", "task", "task__post")
        .defer("task__flow_task", "task__data")
        .order_by("timestamp", "id")
    )


def _is_public(entry: CaseLogEntry) -> bool:
    if entry.action not in _PUBLIC:
        return False
    return entry.task is None or not specs.node_of(entry.task).get("hidden")


def _public(entry: CaseLogEntry) -> TimelineEntry:
    return TimelineEntry(
        action=entry.action,
        label=_label(entry),
        timestamp=entry.timestamp,
        user=None,
        actor_name="",
        post=None,
        post_title="",
        step_title=specs.public_title(specs.node_of(entry.task)) if entry.task is not None else "",
    )


def _label(entry: CaseLogEntry) -> str:
    if entry.action == events.MESSAGE_QUEUED and entry.data.get("no_address"):
        return _without_address(entry.data.get("channel", ""))
    if entry.action != events.CLOCK_STARTED:
        return events.label(entry.action)
    return _("The answering clock stood from %(since)s to %(until)s; the promised date is now %(due)s") % {
        "since": format_datetime(datetime.fromisoformat(entry.data["since"]), "short"),
        "until": format_datetime(entry.timestamp, "short"),
        "due": format_date(datetime.fromisoformat(entry.data["due"]), "medium"),
    }


def _without_address(channel: str) -> str:
    if channel == SMS:
        return _("No SMS to the applicant: no mobile number is known")
    return _("No e-mail to the applicant: no e-mail address is known")


def _full(entry: CaseLogEntry) -> TimelineEntry:
    task, data = entry.task, entry.data
    ends_step = entry.action in (events.TASK_DECIDED, events.TASK_REFERRED, events.TASK_ANSWERED)
    post = entry.post or (task.post if task is not None else None)
    kind = data.get("acting_as", "")
    return TimelineEntry(
        action=entry.action,
        label=_label(entry),
        timestamp=entry.timestamp,
        user=entry.user,
        actor_name=str(entry.user) if entry.user is not None else "",
        post=post,
        post_title=post.title if post is not None else "",
        step_title=(task.title or specs.node_of(task).get("title", "")) if task is not None else "",
        note=data.get("note") or data.get("because", ""),
        decision_label=data.get("decision_label", ""),
        duration=entry.timestamp - task.created if task is not None and ends_step else None,
        acting_as=str(Appointment.Kind(kind).label) if kind in Appointment.Kind.values else "",
        task=task,
        data=data,
    )
