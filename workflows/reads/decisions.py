"""What can be decided in a task."""

from __future__ import annotations

from dataclasses import dataclass

from workflows.engine import specs
from workflows.models import Task
from workflows.steps.registry import kind_of


@dataclass(frozen=True, slots=True)
class Decision:
    """One button of the decision bar. `target_title` names the step that it leads to."""

    key: str
    label: str
    needs_note: bool
    target: str
    target_title: str


def decisions_of(task: Task) -> list[Decision]:
    """What can be decided in the task, in the editor's order."""
    spec = specs.spec_of(task.process_version_id)
    node = spec.node(task.step)
    return [
        Decision(
            key=way.key,
            label=way.label,
            needs_note=way.needs_note,
            target=way.target,
            target_title=spec.node(way.target).get("title", ""),
        )
        for way in kind_of(node).ways(node)
        if way.key
    ]
