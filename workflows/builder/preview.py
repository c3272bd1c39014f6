"""What the editor sees beside the steps: the picture, and what is still wrong."""

from typing import Any

from workflows.builder import validation
from workflows.builder.diagram import diagram_svg
from workflows.builder.services import draft_spec
from workflows.models import ProcessDefinition


def preview_context(process: ProcessDefinition) -> dict[str, Any]:
    """The picture of the process as it is being edited, its problems by step, and how many forbid publishing."""
    spec = draft_spec(process)
    problems = validation.check(spec)
    titles = {node["name"]: node["title"] for node in spec["nodes"]}
    return {
        "process": process,
        "diagram": diagram_svg(spec, problems={p.step for p in problems if p.is_error}),
        "problems": [{"problem": p, "title": titles.get(p.step, "")} for p in problems],
        "errors": sum(p.is_error for p in problems),
    }
