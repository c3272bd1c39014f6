"""The end of the case, with its outcome."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from workflows.graph import Way
from workflows.models.case import Case
from workflows.steps.blocks import public_title_block
from workflows.steps.registry import Node, Shape, StepKind, register
from workflows.steps.running import Run
from workflows.steps.writing import StepValue


@register
class End(StepKind):
    """Closes the case wherever it stands, and cancels what is open beside it (BPMN end event)."""

    type_id = "end"
    label = _("End")
    icon = "circle-check"
    order = 90
    shape = Shape.THICK_CIRCLE
    bpmn_element = "endEvent"
    task_type = "END"
    ends = True

    def fields(self) -> list[tuple[str, blocks.Block]]:
        outcome = blocks.ChoiceBlock(
            choices=[(value, label) for value, label in Case.Outcome.choices if value],
            default=Case.Outcome.DONE,
            label=_("Outcome"),
        )
        return [("public_title", public_title_block()), ("outcome", outcome)]

    def spec(self, value: StepValue) -> Node:
        return {"public_title": value.text("public_title"), "outcome": value.get("outcome", Case.Outcome.DONE.value)}

    def ways(self, node: Mapping[str, Any]) -> list[Way]:
        return []

    def is_good(self, node: Mapping[str, Any]) -> bool:
        return node.get("outcome") == Case.Outcome.DONE

    def enter(self, run: Run) -> None:
        run.close_case(run.node.get("outcome") or Case.Outcome.DONE)
