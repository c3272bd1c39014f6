"""What speaks against publishing a service, as its process sees it."""

from django.utils.translation import gettext as _

from cms.models import ServicePage
from workflows.builder.services import current_process_version, missing_forms
from workflows.models import ProcessDefinition

__all__ = ["objections"]


def objections(page: ServicePage) -> list[str]:
    """A process that is no live one, or that asks about forms which nobody fills in this service."""
    found = []
    for row in page.service_processes.all():
        process: ProcessDefinition = row.process
        if current_process_version(process) is None:
            text = _("The process “%(process)s” is not published: publish it first, then this service.")
            found.append(text % {"process": process.title})
        for form in missing_forms(process, page.request_form):
            text = _("The process asks about the form “%(form)s”, which this service does not fill.")
            found.append(text % {"form": form})
    return found
