"""A message to the applicant."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from workflows.placeholders import PLACEHOLDERS, meant_placeholders
from workflows.steps.blocks import StepTargetBlock
from workflows.steps.checking import Finding, Known
from workflows.steps.registry import Node, Shape, StepKind, register
from workflows.steps.running import Run
from workflows.steps.writing import StepValue

EMAIL, SMS = "email", "sms"


@register
class Message(StepKind):
    """BPMN send task. Citizens read the message, not the step."""

    type_id = "message"
    label = gettext_lazy("Message")
    shape = Shape.PALE_BOX
    icon = "mail"
    order = 40
    bpmn_element = "sendTask"
    task_type = "MESSAGE"

    def fields(self) -> list[tuple[str, blocks.Block]]:
        channels = [(SMS, gettext_lazy("SMS")), (EMAIL, gettext_lazy("E-mail"))]
        subject = blocks.CharBlock(required=False, max_length=200, label=gettext_lazy("Subject (e-mail)"))
        body = blocks.TextBlock(
            rows=3,
            max_length=2000,
            label=gettext_lazy("Text"),
            help_text=gettext_lazy(
                "These are replaced: {{ tracking_code }}, {{ service }}, {{ applicant }}, {{ stage }}, {{ due }}, "
                "{{ outcome }}, {{ link }}, and {{ form.field }} for an answer."
            ),
        )
        return [
            ("channel", blocks.ChoiceBlock(choices=channels, default=SMS, label=gettext_lazy("Channel"))),
            ("subject", subject),
            ("body", body),
            ("next", StepTargetBlock(label=gettext_lazy("Then goes to"))),
        ]

    def spec(self, value: StepValue) -> Node:
        return {
            "hidden": True,
            "channel": value.get("channel", SMS),
            "subject": value.text("subject"),
            "body": value.get("body", ""),
            "next": value.target("next"),
        }

    def texts(self, node: Mapping[str, Any]) -> list[str]:
        return [node.get("subject", ""), node["body"]]

    def problems(self, node: Mapping[str, Any], known: Known) -> Iterator[Finding]:
        if not node["body"].strip():
            yield Finding(_("Write the text of the message."))
        if node["channel"] == EMAIL and not node["subject"]:
            yield Finding(_("An e-mail needs a subject."))
        for name in meant_placeholders(" ".join(self.texts(node))):
            if name not in PLACEHOLDERS and name not in known.answers:
                yield Finding(_("The message asks for “%(name)s”, which does not exist.") % {"name": name[:60]})

    def enter(self, run: Run) -> None:
        node = run.node
        run.write_to_applicant(channel=node["channel"], subject=node.get("subject", ""), body=node["body"])
