"""Blocks that several kinds of step share in the process editor.

Targets and the facts of conditions are inputs that the editor's script covers with lists of what exists
(`static/js/process-builder.js`); nobody types them. A step is known by the id of its block, which the browser makes
when the step is added, so that steps can be targeted before the first save.
"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

TITLE_LENGTH = 150


def title_block() -> blocks.CharBlock:
    return blocks.CharBlock(max_length=TITLE_LENGTH, label=_("Title"))


def public_title_block(help_text: Any = "") -> blocks.CharBlock:
    return blocks.CharBlock(
        required=False, max_length=TITLE_LENGTH, label=_("Title for the citizen"), help_text=help_text
    )


def public_blocks() -> list[tuple[str, blocks.Block]]:
    """How a step shows to the citizen."""
    help_text = _("What the applicant reads while following the request; the title itself, when left blank.")
    return [
        ("public_title", public_title_block(help_text)),
        ("hidden", blocks.BooleanBlock(required=False, label=_("Hide from the citizen"))),
    ]


class StepTargetInput(forms.TextInput):
    """Holds the id of the targeted step's block."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"data-step-target": "", "hidden": True, **(attrs or {})})

    class Media:
        js = ["js/process-builder.js"]
        css = {"all": ["css/process-builder.css"]}


class StepTargetBlock(blocks.FieldBlock):
    """Another step of the same process, or nothing, which means the step that follows."""

    def __init__(self, *, required: bool = False, help_text: str | None = None, **kwargs: Any) -> None:
        self.field = forms.CharField(
            required=required, help_text=help_text or "", max_length=40, widget=StepTargetInput()
        )
        super().__init__(**kwargs)


class PlacedFormBlock(blocks.StructBlock):
    """A form in a step, with what may be done to it there."""

    form = SnippetChooserBlock(
        "forms_ext.FormDefinition",
        required=False,
        label=_("Form"),
        help_text=_("Leave blank for the form that the applicant filled."),
    )
    access = blocks.ChoiceBlock(
        choices=[("read", _("Read")), ("write", _("Read and write"))], default="read", label=_("Access")
    )


class LimitBlock(blocks.StructBlock):
    """How long the step may take, in working time."""

    amount = blocks.IntegerBlock(required=False, min_value=1, max_value=999, label=_("Time limit"))
    unit = blocks.ChoiceBlock(
        choices=[("hours", _("working hours")), ("days", _("working days"))], default="days", label=_("Unit")
    )
