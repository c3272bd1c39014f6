"""Tokens: where a case stands, also at several places at once.

Everything here runs inside a verb that holds the case's row, on `Scope` rows that the verb's ledger reads once and
writes once. What holds after each verb:

- a token is a place `(scope, branch)`; each branch of an open scope holds one token: an open task or an inner scope;
- so `expected == arrived + branches still on their way`, and an open case has one token or one outermost scope;
- a join fires when `arrived == needed`: the scope closes, the rest is cancelled, the token that was split goes on;
- an end closes the case, wherever it stands; nothing in it stays open.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F
from viewflow.workflow.status import STATUS

from workflows import events
from workflows.engine.ledger import ledger_of
from workflows.models import Case, Scope, Task

if TYPE_CHECKING:
    from workflows.graph import Block
    from workflows.steps.registry import Node


@dataclass(frozen=True, slots=True)
class Place:
    """Where a token stands; outside all blocks without a scope."""

    scope: Scope | None = None
    branch: int = 0

    @property
    def is_closed(self) -> bool:
        return self.scope is not None and self.scope.closed is not None


def open_scopes(case: Case) -> dict[int, Scope]:
    """The case's open blocks. Read once a verb, and only where a token stands in one."""
    ledger = ledger_of(case)
    if ledger.scopes is None:
        ledger.scopes = Scope.objects.filter(case=case, closed__isnull=True).in_bulk()
        for scope in ledger.scopes.values():
            scope.outer = ledger.scopes.get(scope.outer_id or 0)
    return ledger.scopes


def place_of(task: Task) -> Place:
    """Where the task's token stands."""
    ledger = ledger_of(task.process)
    if task.scope_id is None:
        # The one token outside all blocks: no block can be open beside it, so there is nothing to read.
        ledger.scopes = {} if ledger.scopes is None else ledger.scopes
        return Place()
    scopes = open_scopes(task.process)
    return Place(scopes.get(task.scope_id) or ledger.changed_scopes[task.scope_id], task.branch)


def enter(task: Task, node: Node, block: Block, branches: int) -> Scope:
    """Open the block of the step: so many branches start. Their tokens are the places `(scope, 0…)`."""
    outer = place_of(task)
    scope = Scope(
        case=task.process,
        outer=outer.scope,
        outer_branch=outer.branch,
        kind=node["type"],
        step=node["name"],
        join=block.join,
        expected=branches,
        needed=min(block.needed or branches, branches),
    )
    scope.save(force_insert=True)
    open_scopes(task.process)[scope.pk] = scope
    return scope


def arrive(case: Case, place: Place, join: Node, *, result: str = "") -> Place | None:
    """A token comes to the step at which its block comes together. The place where the case goes on behind it; None
    while it waits for other branches.
    """
    scope = place.scope
    if scope is None or scope.join != join["name"]:
        raise RuntimeError(f"case {case.code}: a token came to {join['name']} from outside its block")
    scope.arrived += 1
    scope.results[str(place.branch)] = result
    ledger_of(case).changed_scopes[scope.pk] = scope
    return close(case, scope, because=join.get("title", "")) if scope.arrived == scope.needed else None


def close(case: Case, scope: Scope, *, because: str) -> Place:
    """Close the scope with all inside it; what is still open there is cancelled. The token that was split goes on."""
    ledger, scopes = ledger_of(case), open_scopes(case)
    closing = {scope.pk}
    for pk in sorted(scopes):  # an inner scope is younger than its outer one
        if scopes[pk].outer_id in closing:
            closing.add(pk)
    for pk in closing:
        scopes[pk].closed = ledger.now
        ledger.changed_scopes[pk] = scopes.pop(pk)
    if scope.arrived < scope.expected:
        _cancel(case, closing, because)
    return Place(scope.outer, scope.outer_branch)


def close_all(case: Case, task: Task) -> None:
    """The case has ended at this task: close every block. A plain case has none, and costs nothing."""
    if task.scope_id is not None:
        for scope in [scope for scope in open_scopes(case).values() if scope.outer_id is None]:
            close(case, scope, because=task.title)


def _cancel(case: Case, scopes: Collection[int], because: str) -> None:
    """Cancel the open tasks of these scopes; each leaves an event with the title of the step that made it needless."""
    ledger = ledger_of(case)
    rows = list(Task.objects.filter(process=case, scope__in=scopes, finished__isnull=True).defer("data", "note"))
    if not rows:
        return
    Task.objects.filter(pk__in=[row.pk for row in rows]).update(
        status=STATUS.CANCELED.value, finished=ledger.now, revision=F("revision") + 1, data={}
    )
    for row in rows:
        ledger.drop_messages(row)
        ledger.event(events.TASK_CANCELLED, task=row, by_system=True, because=because)
