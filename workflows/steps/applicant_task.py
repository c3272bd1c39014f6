"""A task for the applicant: to correct, or to bring more documents."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from workflows import events
from workflows.sla import Holder
from workflows.steps.blocks import LimitBlock, PlacedFormBlock, StepTargetBlock, public_blocks
from workflows.steps.checking import Finding, Known
from workflows.steps.registry import Node, Shape, StepKind, register
from workflows.steps.running import Run
from workflows.steps.writing import StepValue


@register
class ApplicantTask(StepKind):
    """A task that waits for the applicant, who is told of it (BPMN user task)."""

    type_id = "applicant_task"
    label = gettext_lazy("Task for the applicant")
    shape = Shape.DASHED_BOX
    icon = "edit"
    order = 20
    bpmn_element = "userTask"
    task_type = "APPLICANT"
    waits_for = Holder.APPLICANT

    def fields(self) -> list[tuple[str, blocks.Block]]:
        instructions = blocks.TextBlock(required=False, rows=2, label=gettext_lazy("What the applicant has to do"))
        return [
            *public_blocks(),
            ("forms", blocks.ListBlock(PlacedFormBlock(), min_num=1, label=gettext_lazy("Forms"))),
            ("limit", LimitBlock(label=gettext_lazy("Time limit"))),
            ("instructions", instructions),
            ("next", StepTargetBlock(label=gettext_lazy("Then goes to"))),
        ]

    def spec(self, value: StepValue) -> Node:
        return value.public() | {
            "forms": value.forms(),
            "limit": value.limit(),
            "instructions": value.get("instructions", ""),
            "next": value.target("next"),
        }

    def problems(self, node: Mapping[str, Any], known: Known) -> Iterator[Finding]:
        if not any(form["access"] == "write" for form in node["forms"]):
            yield Finding(_("The applicant has nothing to write here. Give write access to a form."))

    def enter(self, run: Run) -> None:
        run.event(events.CASE_RETURNED)
        run.ask_applicant()
