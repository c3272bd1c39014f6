"""What the editor sees beside the steps: the picture, and what is still wrong."""

from typing import Any

from workflows.builder import validation
from workflows.builder.diagram import diagram_svg
from workflows.builder.services import draft_spec
from workflows.models import ProcessDefinition


def state_of(process: ProcessDefinition) -> dict[str, Any]:
    """The picture of the process as it is being edited, and its problems by step."""
    spec = draft_spec(process)
    problems = validation.check(spec)
    titles = {node["name"]: node["title"] for node in spec["nodes"]}
    return {
        "diagram": diagram_svg(spec, problems={p.step for p in problems if p.is_error}),
        "problems": [{"problem": p, "title": titles.get(p.step, "")} for p in problems],
    }
