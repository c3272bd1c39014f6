"""A process version's specification, parsed once per worker. Versions never change, so nothing here is invalidated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from workflows.graph import Graph
from workflows.models import Case, ProcessVersion, Task
from workflows.steps.outline import START, graph_of
from workflows.steps.registry import Node, kind_of


@dataclass(frozen=True)
class Spec:
    """The nodes of one version, in the editor's order, by name, and as a graph."""

    title: str
    nodes: tuple[Node, ...]
    by_name: Mapping[str, Node]

    def node(self, name: str) -> Node:
        """The node; an empty one for a name that the version lacks (a row of a hand-made or damaged case)."""
        return self.by_name.get(name, {"name": name, "type": "", "title": name})

    @cached_property
    def graph(self) -> Graph:
        return graph_of(self.nodes)

    def stages_after(self, *names: str) -> list[Node]:
        """The steps at which somebody will surely act, after these at which a case stands at once; hidden ones left
        out.
        """
        return [self.node(name) for name in self.graph.to_come(names) if is_stage(self.node(name))]

    def stages_of_every_request(self) -> list[Node]:
        return self.stages_after(START)


@lru_cache(maxsize=1024)
def spec_of(version_id: int) -> Spec:
    """The specification of a process version, by its id."""
    spec = ProcessVersion.objects.values_list("spec", flat=True).get(pk=version_id)
    return parse(spec)


def parse(spec: Mapping[str, Any]) -> Spec:
    nodes = tuple(spec["nodes"])
    return Spec(title=spec.get("title", ""), nodes=nodes, by_name={node["name"]: node for node in nodes})


def spec_of_case(case: Case) -> Spec:
    """The newest version that the case runs on: for what still comes. A step is read by `node_of`."""
    return spec_of(case.process_version_id)


def node_of(task: Task) -> Node:
    """The node that a task is an instance of, in the version that it was made under."""
    return spec_of(task.process_version_id).node(task.step)


def fact_of(task: Task) -> str:
    """The name of the fact that the task's step leaves for conditions."""
    return f"{kind_of(node_of(task)).fact}.{task.step}"


def is_stage(node: Mapping[str, Any]) -> bool:
    """Whether the citizen sees the step as a stage of the request."""
    return kind_of(node).asks_somebody and not node.get("hidden")


def public_title(node: Mapping[str, Any]) -> str:
    """A step's name in the citizen's words."""
    return node.get("public_title") or node.get("title") or ""
