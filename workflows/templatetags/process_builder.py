"""Tags of the process editor."""

from typing import Any

from django import template

from workflows.builder.preview import state_of
from workflows.models import ProcessDefinition

register = template.Library()


@register.inclusion_tag("workflows/admin/process_state.html")
def process_state(process: ProcessDefinition) -> dict[str, Any]:
    """The picture of the process as it is being edited, and what is still wrong with it."""
    return state_of(process)
