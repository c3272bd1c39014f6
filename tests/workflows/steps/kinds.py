"""Kinds of step that tests bring along, as another app would: parallel blocks, and a telephone call."""

from contextlib import contextmanager

from django.utils.translation import gettext, gettext_lazy
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from workflows import events
from workflows.graph import Block, Way
from workflows.sla import Holder
from workflows.steps.blocks import StepTargetBlock
from workflows.steps.checking import Finding
from workflows.steps.registry import Shape, StepKind, kinds


class Split(StepKind):
    """Starts all its branches; `needed` of them let the case go on."""

    type_id = "test_split"
    label = "Split"
    shape = Shape.DIAMOND
    bpmn_element = "parallelGateway"
    task_type = "SPLIT"

    def ways(self, node):
        return [Way(target, target) for target in node["branches"]]

    def block(self, node):
        return Block(node["join"], node.get("needed", 0))


class Join(StepKind):
    """Where the branches of a block come together."""

    type_id = "test_join"
    label = "Join"
    shape = Shape.DIAMOND
    bpmn_element = "parallelGateway"
    task_type = "JOIN"
    joins = True


class PhoneCall(StepKind):
    """A call that somebody at a post makes: the person is reached, or not."""

    type_id = "phone_call"
    label = gettext_lazy("Phone call")
    icon = "mobile-alt"
    bpmn_element = "manualTask"
    task_type = "CALL"
    waits_for = Holder.OFFICE
    fact = "call"

    def fields(self):
        return [
            ("post", SnippetChooserBlock("organisation.Post", label="Post")),
            ("number", blocks.CharBlock(required=False, label="Number")),
            ("reached", StepTargetBlock(label="Reached")),
            ("not_reached", StepTargetBlock(label="Not reached")),
        ]

    def spec(self, value):
        targets = {name: value.target(name) for name in ("reached", "not_reached")}
        return {"post": value.get("post"), "number": value.text("number"), **targets}

    def ways(self, node):
        return [
            Way(node["reached"], gettext("Reached"), "reached"),
            Way(node["not_reached"], gettext("Not reached"), "not_reached", needs_note=True),
        ]

    def problems(self, node, known):
        if node["post"] not in known.posts:
            yield Finding("Choose the post that calls.")

    def enter(self, run):
        run.event(events.TASK_CREATED, number=run.node["number"])


@contextmanager
def registered(*classes):
    for cls in classes:
        kinds.register(cls)
    try:
        yield
    finally:
        for cls in classes:
            kinds.unregister(cls.type_id)
