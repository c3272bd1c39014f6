"""A process version's specification, parsed once per worker. Versions never change, so nothing here is invalidated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from workflows.models import Case, ProcessVersion, Task

Node = dict[str, Any]

WAITING_TYPES = ("staff_task", "applicant_task")


@dataclass(frozen=True, slots=True)
class Spec:
    """The nodes of one version, in the editor's order, and by name."""

    title: str
    nodes: tuple[Node, ...]
    by_name: Mapping[str, Node]

    def node(self, name: str) -> Node:
        """The node; an empty one for a name that the version lacks (a row of a hand-made or damaged case)."""
        return self.by_name.get(name, {"name": name, "type": "", "title": name})

    def targets(self, name: str) -> list[str]:
        """The nodes that may follow, in the editor's order, each once."""
        node = self.node(name)
        kind = node["type"]
        if kind == "staff_task":
            found = [decision["target"] for decision in node.get("decisions", [])]
        elif kind == "route":
            found = [branch["target"] for branch in node.get("branches", [])]
            if node.get("default"):
                found.append(node["default"])
        else:
            found = [node["next"]] if node.get("next") else []
        return list(dict.fromkeys(found))


@lru_cache(maxsize=1024)
def spec_of(version_id: int) -> Spec:
    """The specification of a process version, by its id."""
    spec = ProcessVersion.objects.values_list("spec", flat=True).get(pk=version_id)
    return parse(spec)


def parse(spec: Mapping[str, Any]) -> Spec:
    nodes = tuple(spec["nodes"])
    return Spec(title=spec.get("title", ""), nodes=nodes, by_name={node["name"]: node for node in nodes})


def spec_of_case(case: Case) -> Spec:
    return spec_of(case.process_version_id)


def node_of(task: Task) -> Node:
    """The node of the specification that a task is an instance of."""
    return spec_of_case(task.process).node(task.step)


def public_title(node: Mapping[str, Any]) -> str:
    """A step's name in the citizen's words."""
    return node.get("public_title") or node.get("title") or ""


def limit_text(limit: Mapping[str, Any] | None) -> tuple[int, str] | None:
    return (int(limit["amount"]), str(limit["unit"])) if limit else None
