"""What one verb leaves behind: events, links between tasks, effects such as messages, changed columns of the case and
its scopes.

A verb opens a ledger on its case; the engine's steps that run inside the verb (routes, messages, ends) find it there
and add to it; the verb writes it all at its end: one INSERT for events, one for links, one for effects, one UPDATE
of the case. That is what keeps a decision within a dozen queries.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from outbox.services import queue_effects
from statements import insert, update
from workflows.engine.clock import settle_clock
from workflows.events import MESSAGE_QUEUED
from workflows.models import CaseLogEntry, Scope, Task

if TYPE_CHECKING:
    from accounts.models import User
    from organisation.models import Post
    from outbox.models import Effect
    from workflows.engine.case_forms import FormsOfCase
    from workflows.models import Case

MOST_STEPS = 500


@dataclass
class Ledger:
    """Open it with `Ledger.open(case, …)`; close it with `write()`, inside the verb's transaction."""

    case: Case
    actor: User | None
    post: Post | None
    now: datetime
    acting_as: str = ""
    events: list[CaseLogEntry] = field(default_factory=list)
    links: list[Any] = field(default_factory=list)
    effects: list[tuple[Effect, Task | None]] = field(default_factory=list)
    changed: set[str] = field(default_factory=set)
    forms: FormsOfCase | None = None
    scopes: dict[int, Scope] | None = None
    changed_scopes: dict[int, Scope] = field(default_factory=dict)
    steps: int = 0
    # The note of the decision that this verb takes, and what the process wrote to the applicant after it.
    note: str = ""
    # What that decision asks the applicant to mend: names of fields by form.
    asked: dict[str, list[str]] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)

    def count_step(self) -> None:
        """One more step made by the running verb. A process that is published has no circle of automatic steps; should
        one run all the same, the verb fails and changes nothing instead of filling the database.
        """
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise RuntimeError(f"case {self.case.code}: more than {MOST_STEPS} steps without anybody acting")

    @classmethod
    def open(cls, case: Case, *, actor: User | None, post: Post | None = None, acting_as: str = "") -> Ledger:
        """`post` is the one under which the actor acts; `acting_as` the kind of appointment where it is not the
        holder's.
        """
        case.ledger = cls(case=case, actor=actor, post=post, now=timezone.now(), acting_as=acting_as)
        return case.ledger

    def event(self, action: str, *, task: Task | None = None, by_system: bool = False, **data: Any) -> None:
        """Note an event. What the engine did by itself (`by_system`) has no actor; at which post it happened stays
        known.
        """
        if self.acting_as and not by_system:
            data["acting_as"] = self.acting_as
        self.events.append(
            CaseLogEntry(
                case=self.case,
                task=task,
                action=action,
                timestamp=self.now,
                user=None if by_system else self.actor,
                post_id=(task.post_id if task is not None else None) if by_system else self._post_id(),
                data=data,
            )
        )

    def link(self, task: Task, previous: Task) -> None:
        """Note that `task` follows `previous` (Viewflow's `Task.previous`)."""
        self.links.append(Task.previous.through(from_task_id=task.pk, to_task_id=previous.pk))

    def effect(self, effect: Effect, *, task: Task | None = None) -> None:
        """Note what is to leave the system, and the step that it is about."""
        self.effects.append((effect, task))

    def drop_messages(self, task: Task) -> None:
        """Forget the messages about a step that this verb cancels: nobody is asked for what is not needed any more."""
        self.effects = [(effect, about) for effect, about in self.effects if about != task]
        self.events = [one for one in self.events if one.action != MESSAGE_QUEUED or one.task_id != task.pk]

    def change(self, *columns: str) -> None:
        """Note columns of the case that were set and are to be saved."""
        self.changed.update(columns)

    def write(self) -> None:
        """Write what was noted, and leave the case without a ledger."""
        settle_clock(self.case, self)
        if self.changed:
            update(self.case, *sorted(self.changed))
        if self.changed_scopes:
            Scope.objects.bulk_update(self.changed_scopes.values(), ["arrived", "results", "closed"])
        if self.links:
            insert(self.links)
        if self.events:
            insert(self.events)
        if self.effects:
            queue_effects([effect for effect, _task in self.effects])
        self.case.ledger = None

    def _post_id(self) -> int | None:
        return self.post.pk if self.post is not None else None


def ledger_of(case: Case) -> Ledger:
    """The ledger of the verb now running on the case. Without one, a step of the engine was called outside a verb."""
    if case.ledger is None:
        raise RuntimeError(f"Case {case.code} is not inside a verb: its steps must be run by workflows.services.")
    return case.ledger
