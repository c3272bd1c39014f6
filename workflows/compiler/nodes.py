"""The steps of a specification as Viewflow nodes: one class for all kinds, which asks the step's kind for the rest."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from viewflow import this
from viewflow.workflow.base import Edge, Node

from workflows.compiler.activations import AutomaticActivation, WaitingActivation
from workflows.graph import Way
from workflows.steps.registry import kind_of


class Step(Node):
    """A node that carries its part of the specification and its ways; ways that lead nowhere are left out."""

    def __init__(self, spec: Mapping[str, Any], ways: Sequence[Way] | None = None) -> None:
        self.kind = kind_of(spec)
        super().__init__(activation_class=WaitingActivation if self.kind.waits else AutomaticActivation)
        self.spec = spec
        self.task_type = self.kind.task_type
        self.bpmn_element = self.kind.bpmn_element
        self.task_title = spec.get("title") or spec["name"]
        _name, width, height = self.kind.shape.value
        self.shape = {"width": width, "height": height, "svg": "", "text-align": "middle", "font-size": 13}
        self._ways = self.kind.ways(spec) if ways is None else ways
        self._targets: list[tuple[Node, str]] = []

    def _resolve(self, instance: Any) -> None:
        ways = [way for way in self._ways if way.target]
        self._targets = [(this.resolve(instance, getattr(this, way.target)), way.label) for way in ways]

    def _outgoing(self) -> Iterator[Edge]:
        for target, label in self._targets:
            yield Edge(src=self, dst=target, edge_class="next", label=label or None)

    def _get_urls(self) -> list[Any]:
        return []  # Viewflow's own screens are not used
