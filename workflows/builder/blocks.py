"""The steps of a process in its editor.

A step is known by the id of its block, which the browser makes when the step is added, so that steps can be targeted
before the first save. Targets and condition fields are inputs that the editor's script covers with lists of the steps
and fields that exist (`static/js/process-builder.js`); nobody types them.
"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from forms_ext.condition_blocks import ConditionBlock
from workflows.models.case import Case

TITLE_LENGTH = 150


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


class DecisionBlock(blocks.StructBlock):
    """One way to finish a staff task."""

    label = blocks.CharBlock(max_length=100, label=_("Decision"))
    target = StepTargetBlock(label=_("Goes to"))
    needs_note = blocks.BooleanBlock(required=False, label=_("A note must be written"))


class _Step(blocks.StructBlock):
    title = blocks.CharBlock(max_length=TITLE_LENGTH, label=_("Title"))


class _VisibleStep(_Step):
    public_title = blocks.CharBlock(
        required=False,
        max_length=TITLE_LENGTH,
        label=_("Title for the citizen"),
        help_text=_("What the applicant reads while following the request; the title itself, when left blank."),
    )
    hidden = blocks.BooleanBlock(required=False, label=_("Hide from the citizen"))


class StaffTaskBlock(_VisibleStep):
    """A task at a post."""

    post = SnippetChooserBlock("organisation.Post", label=_("Post"))
    forms = blocks.ListBlock(PlacedFormBlock(), default=[], label=_("Forms"))
    decisions = blocks.ListBlock(DecisionBlock(), min_num=1, label=_("Decisions"))
    limit = LimitBlock(label=_("Time limit"))
    instructions = blocks.TextBlock(required=False, rows=2, label=_("Instructions"))
    referral_posts = blocks.ListBlock(
        SnippetChooserBlock("organisation.Post"),
        default=[],
        label=_("May be referred to"),
        help_text=_("None: to any active post."),
    )

    class Meta:
        icon = "user"
        label = _("Staff task")
        label_format = "{title}"


class ApplicantTaskBlock(_VisibleStep):
    """A task for the applicant: to correct, or to bring more documents."""

    forms = blocks.ListBlock(PlacedFormBlock(), min_num=1, label=_("Forms"))
    limit = LimitBlock(label=_("Time limit"))
    instructions = blocks.TextBlock(required=False, rows=2, label=_("What the applicant has to do"))
    next = StepTargetBlock(label=_("Then goes to"))

    class Meta:
        icon = "edit"
        label = _("Task for the applicant")
        label_format = "{title}"


class BranchBlock(blocks.StructBlock):
    """One way of a route."""

    label = blocks.CharBlock(max_length=100, label=_("Name of the way"))
    condition = ConditionBlock(label=_("Condition"))
    target = StepTargetBlock(label=_("Goes to"))


class RouteBlock(_Step):
    """A choice by conditions: the first way that holds, else the other."""

    branches = blocks.ListBlock(BranchBlock(), min_num=1, label=_("Ways, tried in this order"))
    default = StepTargetBlock(label=_("Otherwise goes to"))

    class Meta:
        icon = "site"
        label = _("Route")
        label_format = "{title}"


class MessageBlock(_Step):
    """A message to the applicant."""

    channel = blocks.ChoiceBlock(choices=[("sms", _("SMS")), ("email", _("E-mail"))], default="sms", label=_("Channel"))
    subject = blocks.CharBlock(required=False, max_length=200, label=_("Subject (e-mail)"))
    body = blocks.TextBlock(
        rows=3,
        max_length=2000,
        label=_("Text"),
        help_text=_(
            "These are replaced: {{ tracking_code }}, {{ service }}, {{ applicant }}, {{ stage }}, {{ due }}, "
            "{{ outcome }}, {{ link }}, and {{ form.field }} for an answer."
        ),
    )
    next = StepTargetBlock(label=_("Then goes to"))

    class Meta:
        icon = "mail"
        label = _("Message")
        label_format = "{title}"


class EndBlock(_Step):
    """The end of the process."""

    public_title = blocks.CharBlock(required=False, max_length=TITLE_LENGTH, label=_("Title for the citizen"))
    outcome = blocks.ChoiceBlock(
        choices=[(value, label) for value, label in Case.Outcome.choices if value],
        default=Case.Outcome.DONE,
        label=_("Outcome"),
    )

    class Meta:
        icon = "circle-check"
        label = _("End")
        label_format = "{title}"


class StepsBlock(blocks.StreamBlock):
    """The steps in their order; each goes to the following one unless it says otherwise."""

    staff_task = StaffTaskBlock()
    applicant_task = ApplicantTaskBlock()
    route = RouteBlock()
    message = MessageBlock()
    end = EndBlock()

    class Meta:
        required = False
        max_num = 200
