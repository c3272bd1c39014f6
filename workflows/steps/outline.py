"""A specification as its kinds read it: its graph, where it goes on, and the facts that it offers to conditions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from forms_ext.conditions import FieldKind
from workflows.graph import Graph, Vertex, Way
from workflows.steps.registry import kind_of

START = "start"
CASE_KINDS = {
    "case.service": FieldKind.TEXT,
    "case.audience": FieldKind.CHOICES,
    "case.kind": FieldKind.CHOICE,
    "case.late": FieldKind.BOOLEAN,
    "case.submitted_on": FieldKind.DATE,
}


def graph_of(nodes: Sequence[Mapping[str, Any]]) -> Graph:
    """The steps as a graph. It starts at the start step, or at the first where there is none."""
    names = [node["name"] for node in nodes]
    start = START if START in names else next(iter(names), "")
    return Graph((_vertex(node) for node in nodes), start)


def _vertex(node: Mapping[str, Any]) -> Vertex:
    kind = kind_of(node)
    return Vertex(
        name=node["name"],
        ways=tuple(kind.ways(node)),
        waits=kind.waits,
        ends=kind.ends,
        is_good=kind.ends and kind.is_good(node),
        block=kind.block(node),
        joins=kind.joins,
        writes=frozenset(form["form"] for form in kind.forms(node) if form["access"] == "write"),
    )


def next_steps(node: Mapping[str, Any], facts: Mapping[str, Any]) -> list[Way]:
    """Where a case with these facts goes on from the step. Pure: the engine, a dry run and tests ask the same."""
    return [way for way in kind_of(node).next_ways(node, facts) if way.target]


def fact_kinds(nodes: Iterable[Mapping[str, Any]], answers: Mapping[str, FieldKind]) -> dict[str, FieldKind]:
    """All facts that the conditions of these steps may ask about."""
    own = {f"{kind_of(node).fact}.{node['name']}": FieldKind.CHOICE for node in nodes if kind_of(node).fact}
    return {**answers, **CASE_KINDS, **own}
