"""Where every process starts: the request has been submitted."""

from django.utils.translation import gettext_lazy as _

from workflows.steps.registry import Shape, StepKind, register


@register
class Start(StepKind):
    """Made by the builder, never by an editor (BPMN start event)."""

    type_id = "start"
    label = _("Start")
    is_offered = False
    shape = Shape.SMALL_CIRCLE
    bpmn_element = "startEvent"
    task_type = "START"
