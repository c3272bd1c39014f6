"""What can be decided in a task."""

from __future__ import annotations

from dataclasses import dataclass

from workflows.engine import specs
from workflows.models import Task


@dataclass(frozen=True, slots=True)
class Decision:
    """One button of the decision bar. `target_title` names the step that it leads to."""

    key: str
    label: str
    needs_note: bool
    target: str
    target_title: str
    target_type: str


def decisions_of(task: Task) -> list[Decision]:
    """What can be decided in the task, in the editor's order."""
    spec = specs.spec_of_case(task.process)
    found = []
    for decision in spec.node(task.step).get("decisions", []):
        target = spec.node(decision["target"])
        found.append(
            Decision(
                key=decision["key"],
                label=decision["label"],
                needs_note=bool(decision.get("needs_note")),
                target=target["name"],
                target_title=target.get("title", ""),
                target_type=target["type"],
            )
        )
    return found
