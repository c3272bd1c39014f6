"""The process as a citizen may see it: public titles, hidden steps left out, where the request is."""

from django.utils.safestring import SafeString

from workflows.builder.diagram import diagram_svg
from workflows.engine import specs
from workflows.reads.tracking import PublicCase


def diagram_of_stages(found: PublicCase) -> SafeString:
    """The picture of a request that was found by its code. No query once the version is known to the process."""
    spec = specs.spec_of(found.process_version_id)
    return diagram_svg(
        {"title": spec.title, "nodes": list(spec.nodes)},
        done=[*found.done_steps, "start"],
        current=found.open_steps,
        public=True,
    )
