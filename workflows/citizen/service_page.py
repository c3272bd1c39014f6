"""What the service page shows of workflows: the button that starts a request, the steps, the most used services."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db.models import Count
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from cms import extensions
from workflows import selectors
from workflows.engine import specs
from workflows.models import Case

if TYPE_CHECKING:
    from cms.models import ServicePage


def register() -> None:
    """Called when the app is ready."""
    extensions.register_service_action(start_button)
    extensions.register_service_section(steps_section)
    extensions.register_usage_counts(usage_counts)


def start_button(page: ServicePage, request: HttpRequest | None) -> str:
    """'Start request', or why there is none. The same for every visitor, since the page is cached."""
    is_open = selectors.application_for(page) is not None
    return render_to_string("pages/citizen/start_button.html", {"page": page, "is_open": is_open})


def steps_section(page: ServicePage, request: HttpRequest | None) -> extensions.ServiceSection | None:
    """The steps that every request of this service passes, in the citizen's words."""
    version = selectors.process_version_of(page)
    if version is None:
        return None
    steps = [specs.public_title(node) for node in specs.spec_of(version.pk).stages_of_every_request()]
    if not steps:
        return None
    html = render_to_string("pages/citizen/steps_section.html", {"steps": steps})
    return extensions.ServiceSection("steps", _("Steps of the request"), html, "signpost-2")


def usage_counts() -> Mapping[int, int]:
    """How often each service was asked for. One grouped read of an index."""
    return dict(Case.objects.values_list("service_id").annotate(Count("pk")).order_by())
