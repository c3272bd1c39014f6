"""A task at a post: forms to read and fill, a decision to take."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from workflows import events
from workflows.graph import Way
from workflows.sla import Holder
from workflows.steps.blocks import LimitBlock, PlacedFormBlock, StepTargetBlock, public_blocks
from workflows.steps.checking import WARNING, Finding, Known
from workflows.steps.registry import Node, StepKind, register
from workflows.steps.running import Run
from workflows.steps.writing import StepValue


class DecisionBlock(blocks.StructBlock):
    """One way to finish a staff task."""

    label = blocks.CharBlock(max_length=100, label=gettext_lazy("Decision"))
    target = StepTargetBlock(label=gettext_lazy("Goes to"))
    needs_note = blocks.BooleanBlock(required=False, label=gettext_lazy("A note must be written"))


@register
class StaffTask(StepKind):
    """A task that waits at a post until somebody who holds it decides (BPMN user task). Its ways are the decisions."""

    type_id = "staff_task"
    label = gettext_lazy("Staff task")
    icon = "user"
    order = 10
    bpmn_element = "userTask"
    task_type = "HUMAN"
    waits_for = Holder.OFFICE
    fact = "decision"

    def fields(self) -> list[tuple[str, blocks.Block]]:
        referral_posts = blocks.ListBlock(
            SnippetChooserBlock("organisation.Post"),
            default=[],
            label=gettext_lazy("May be referred to"),
            help_text=gettext_lazy("None: to any active post."),
        )
        hides_request = blocks.BooleanBlock(
            required=False,
            label=gettext_lazy("Hide the request"),
            help_text=gettext_lazy("A step without forms shows the request, to be read; tick this to show nothing."),
        )
        return [
            *public_blocks(),
            ("post", SnippetChooserBlock("organisation.Post", label=gettext_lazy("Post"))),
            ("forms", blocks.ListBlock(PlacedFormBlock(), default=[], label=gettext_lazy("Forms"))),
            ("hides_request", hides_request),
            ("decisions", blocks.ListBlock(DecisionBlock(), min_num=1, label=gettext_lazy("Decisions"))),
            ("limit", LimitBlock(label=gettext_lazy("Time limit"))),
            ("instructions", blocks.TextBlock(required=False, rows=2, label=gettext_lazy("Instructions"))),
            ("referral_posts", referral_posts),
        ]

    def spec(self, value: StepValue) -> Node:
        decisions = [
            {
                "key": item.key,
                "label": item.text("label"),
                "target": item.target("target"),
                "needs_note": bool(item.get("needs_note")),
            }
            for item in value.items("decisions")
        ]
        hiding = {"hides_request": True} if value.get("hides_request") else {}
        return (
            value.public()
            | hiding
            | {
                "post": value.get("post"),
                "forms": value.forms(),
                "decisions": decisions,
                "limit": value.limit(),
                "instructions": value.get("instructions", ""),
                "referral_posts": [item.raw for item in value.items("referral_posts") if item.raw],
            }
        )

    def ways(self, node: Mapping[str, Any]) -> list[Way]:
        return [
            Way(one["target"], one.get("label") or "", one.get("key", ""), bool(one.get("needs_note")))
            for one in node.get("decisions", [])
        ]

    def forms(self, node: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """Who decides reads at least what is asked for, unless the editor hides it."""
        placed = super().forms(node)
        return placed if placed or node.get("hides_request") else [{"form": None, "access": "read"}]

    def posts(self, node: Mapping[str, Any]) -> set[int]:
        return super().posts(node) | {post for post in node.get("referral_posts", []) if post}

    def problems(self, node: Mapping[str, Any], known: Known) -> Iterator[Finding]:
        yield from self._of_post(node["post"], known)
        if not self.forms(node):
            yield Finding(_("Who decides here sees nothing of the request: no form is placed."), WARNING)
        labels = [way.label for way in self.ways(node)]
        if not labels:
            yield Finding(_("Add at least one decision."))
        if not all(labels):
            yield Finding(_("A decision has no label."))
        if len(set(labels)) != len(labels):
            yield Finding(_("Two decisions have the same label."))
        for other in node["referral_posts"]:
            if other not in known.posts or not known.posts[other].is_active:
                yield Finding(_("A post for referral does not exist or is not active."))

    def _of_post(self, pk: int | None, known: Known) -> Iterator[Finding]:
        post = known.posts.get(pk or 0)
        if post is None:
            yield Finding(_("Choose the post that works on this step."))
        elif not post.is_active:
            yield Finding(_("The post “%(post)s” is not active.") % {"post": post.title})
        elif pk in known.vacant:
            text = _("Nobody holds the post “%(post)s” now; its work will wait.")
            yield Finding(text % {"post": post.title}, WARNING)

    def enter(self, run: Run) -> None:
        run.event(events.TASK_CREATED)
