"""What applying for a service needs, and what it is promised to cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from forms_ext import selectors as form_selectors
from persian.digits import THOUSANDS_SEPARATOR
from workflows.models import ProcessVersion

if TYPE_CHECKING:
    from cms.models import ServicePage
    from forms_ext.models import FormVersion

# How long a form that an editor has replaced meanwhile may still be submitted: somebody is filling it.
SUPERSEDED_FORM_ACCEPTED = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Application:
    """What applying for a service needs: the form's version to fill, the process's version to run."""

    service: ServicePage
    form_version: FormVersion
    process_version: ProcessVersion


def process_version_of(service: ServicePage) -> ProcessVersion | None:
    """The version that a request submitted now runs on: the latest published one of the service's process."""
    versions = ProcessVersion.objects.filter(process__services__page=service.pk).defer("spec")
    return versions.order_by("-number").first()


def application_for(service: ServicePage) -> Application | None:
    """What applying needs; `None` where the service takes no requests (it, its form or process is unpublished)."""
    if not service.live or service.request_form_id is None:
        return None
    form_version = form_selectors.current_version(service.request_form)
    process_version = process_version_of(service)
    if form_version is None or process_version is None:
        return None
    return Application(service=service, form_version=form_version, process_version=process_version)


def cost_text(service: ServicePage) -> str:
    """The cost as the applicant is told it, in the organisation's language; digits stay ASCII."""
    with translation.override(settings.LANGUAGE_CODE):
        if service.cost_kind == service.CostKind.FREE:
            return _("Free of charge")
        if service.cost_kind == service.CostKind.FIXED and service.cost_amount is not None:
            return _("%(amount)s rials") % {"amount": f"{service.cost_amount:,}".replace(",", THOUSANDS_SEPARATOR)}
        return service.cost_description
