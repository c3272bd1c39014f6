"""A choice by conditions: the first way that holds, else the other."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from forms_ext import conditions
from forms_ext.condition_blocks import ConditionBlock
from workflows import events
from workflows.graph import Way
from workflows.steps.blocks import StepTargetBlock
from workflows.steps.checking import Finding, Known
from workflows.steps.registry import Condition, Node, Shape, StepKind, register
from workflows.steps.running import Run
from workflows.steps.writing import StepValue


class BranchBlock(blocks.StructBlock):
    """One way of a route."""

    label = blocks.CharBlock(max_length=100, label=gettext_lazy("Name of the way"))
    condition = ConditionBlock(label=gettext_lazy("Condition"))
    target = StepTargetBlock(label=gettext_lazy("Goes to"))


@register
class Route(StepKind):
    """BPMN exclusive gateway. Citizens never see it."""

    type_id = "route"
    label = gettext_lazy("Route")
    icon = "site"
    order = 30
    shape = Shape.DIAMOND
    bpmn_element = "exclusiveGateway"
    task_type = "ROUTE"

    def fields(self) -> list[tuple[str, blocks.Block]]:
        ways = blocks.ListBlock(BranchBlock(), min_num=1, label=gettext_lazy("Ways, tried in this order"))
        return [("branches", ways), ("default", StepTargetBlock(label=gettext_lazy("Otherwise goes to")))]

    def spec(self, value: StepValue) -> Node:
        branches = [
            {"label": item.text("label"), "condition": item.condition("condition"), "target": item.target("target")}
            for item in value.items("branches")
        ]
        return {"hidden": True, "branches": branches, "default": value.target("default")}

    def ways(self, node: Mapping[str, Any]) -> list[Way]:
        branches = [Way(one["target"], one.get("label") or "") for one in node.get("branches", [])]
        return [*branches, Way(node.get("default") or "")]

    def conditions(self, node: Mapping[str, Any]) -> list[Condition]:
        return [Condition(one.get("label") or "", one["condition"]) for one in node.get("branches", [])]

    def problems(self, node: Mapping[str, Any], known: Known) -> Iterator[Finding]:
        if not node["branches"]:
            yield Finding(_("Add at least one way with a condition."))

    def next_ways(self, node: Mapping[str, Any], facts: Mapping[str, Any]) -> list[Way]:
        """The first way whose condition holds, else the other."""
        *branches, otherwise = self.ways(node)
        for way, condition in zip(branches, self.conditions(node), strict=True):
            if conditions.evaluate(condition.tree, facts):
                return [way]
        return [otherwise]

    def leave(self, run: Run, ways: list[Way]) -> None:
        run.event(events.CASE_ROUTED, branch=ways[0].label, target=ways[0].target)
