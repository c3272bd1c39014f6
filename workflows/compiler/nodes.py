"""Types of step as Viewflow nodes. To add one: a `Step` subclass here, its activation, its block in the builder.

`bpmn_element` follows BPMN 2.0 (OMG formal/2011-01-03): user task, exclusive gateway, send task, start and end event.
Parallel steps (split and join) are a later addition: Viewflow's own nodes with `StepActivation`-like activations.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from viewflow import this
from viewflow.workflow.base import Edge, Node

from workflows.compiler import activations

TASK_SHAPE = {"width": 150, "height": 70, "text-align": "middle", "svg": "", "font-size": 13}
EVENT_SHAPE = {"width": 40, "height": 40, "svg": ""}
GATEWAY_SHAPE = {"width": 50, "height": 50, "svg": ""}


class Step(Node):
    """A node that carries its part of the specification. `targets` are the names that the spec says may follow."""

    shape = TASK_SHAPE

    def __init__(self, spec: Mapping[str, Any]) -> None:
        super().__init__()
        self.spec = spec
        self.task_title = spec.get("title") or spec["name"]
        self._targets: list[tuple[Node, str]] = []

    def links(self) -> list[tuple[str, str]]:
        """(target's name, label of the way) in the editor's order."""
        following = self.spec.get("next")
        return [(following, "")] if following else []

    def _resolve(self, instance: Any) -> None:
        self._targets = [(this.resolve(instance, getattr(this, name)), label) for name, label in self.links()]

    def _outgoing(self) -> Iterator[Edge]:
        for target, label in self._targets:
            yield Edge(src=self, dst=target, edge_class="next", label=label or None)

    def _get_urls(self) -> list[Any]:
        return []  # Viewflow's own screens are not used


class Start(Step):
    task_type = "START"
    activation_class = activations.StepActivation
    shape = EVENT_SHAPE
    bpmn_element = "startEvent"


class StaffTask(Step):
    """A task that waits at a post (BPMN user task)."""

    task_type = "HUMAN"
    activation_class = activations.StaffActivation
    bpmn_element = "userTask"

    def links(self) -> list[tuple[str, str]]:
        return [(decision["target"], decision.get("label") or "") for decision in self.spec.get("decisions", [])]


class ApplicantTask(Step):
    """A task that waits for the applicant."""

    task_type = "APPLICANT"
    activation_class = activations.WaitingActivation
    bpmn_element = "userTask"


class Route(Step):
    """A choice by conditions (BPMN exclusive gateway): the first branch that holds, else the default."""

    task_type = "ROUTE"
    activation_class = activations.RouteActivation
    shape = GATEWAY_SHAPE
    bpmn_element = "exclusiveGateway"

    def links(self) -> list[tuple[str, str]]:
        ways = [(branch["target"], branch.get("label") or "") for branch in self.spec.get("branches", [])]
        return [*ways, (self.spec["default"], "")]


class Message(Step):
    """A message to the applicant (BPMN send task)."""

    task_type = "MESSAGE"
    activation_class = activations.MessageActivation
    bpmn_element = "sendTask"


class End(Step):
    """The end of the case, with its outcome."""

    task_type = "END"
    activation_class = activations.EndActivation
    shape = EVENT_SHAPE
    bpmn_element = "endEvent"


NODE_CLASSES: dict[str, type[Step]] = {
    "start": Start,
    "staff_task": StaffTask,
    "applicant_task": ApplicantTask,
    "route": Route,
    "message": Message,
    "end": End,
}
