"""What applying for a service needs, and what it is promised to cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache, lru_cache

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.db.models import BigIntegerField, CharField, OuterRef, QuerySet, Subquery
from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext as _

from cms.models import ServicePage
from forms_ext import selectors as form_selectors
from forms_ext.models import FormVersion
from persian.digits import THOUSANDS_SEPARATOR
from statements import Slot, Statement, compiled
from workflows.models import ProcessVersion

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
    ((_form, process_version),) = _versions_statement().rows(service=service.pk) or [(None, None)]
    return process_version_by_id(process_version) if process_version is not None else None


def service_at(slug: str) -> tuple[ServicePage, Application | None]:
    """The published service at this address, or `Http404`, and what applying for it needs (see `application_for`).

    The service comes without the texts of its profile. One query, whose SQL is kept.
    """
    rows = _service_statement().rows(slug=slug)
    if not rows:
        raise Http404
    *columns, form_version, process_version = rows[0]
    service = ServicePage.from_db(DEFAULT_DB_ALIAS, _listed_columns(), columns)
    return service, _application(service, form_version, process_version)


def application_for(service: ServicePage) -> Application | None:
    """What applying needs; `None` where the service takes no requests (it, its form or process is unpublished)."""
    found = _versions_statement().rows(service=service.pk) if service.live else []
    return _application(service, *found[0]) if found else None


def _application(service: ServicePage, form_version: int | None, process_version: int | None) -> Application | None:
    """Versions never change, so those that this process has met are not read again."""
    if form_version is None or process_version is None:
        return None
    return Application(service, form_selectors.version(form_version), process_version_by_id(process_version))


@lru_cache(maxsize=1024)
def process_version_by_id(pk: int) -> ProcessVersion:
    """The version without its specification, which `specs` keeps."""
    return ProcessVersion.objects.defer("spec").get(pk=pk)


@cache
def _listed_columns() -> list[str]:
    """The service's columns but for the texts of its profile, which only its own page shows."""
    left_out = ServicePage.PROFILE_TEXTS
    return [field.attname for field in ServicePage._meta.concrete_fields if field.name not in left_out]


@cache
def _service_statement() -> Statement:
    services = _with_versions(ServicePage.objects.live().filter(slug=Slot("slug", CharField())))
    return compiled(services.values_list(*_listed_columns(), *_VERSIONS)[:1])


@cache
def _versions_statement() -> Statement:
    services = _with_versions(ServicePage.objects.filter(pk=Slot("service", BigIntegerField())))
    return compiled(services.values_list(*_VERSIONS))


_VERSIONS = ("form_version", "process_version")


def _with_versions(services: QuerySet[ServicePage]) -> QuerySet[ServicePage]:
    """The newest version of the service's form, if the form is live, and of its process."""
    forms = FormVersion.objects.filter(form=OuterRef("request_form"), form__live=True).order_by("-number")
    processes = ProcessVersion.objects.filter(process__services__page=OuterRef("pk")).order_by("-number")
    return services.annotate(
        form_version=Subquery(forms.values("pk")[:1]), process_version=Subquery(processes.values("pk")[:1])
    )


def cost_text(service: ServicePage) -> str:
    """The cost as the applicant is told it, in the organisation's language; digits stay ASCII."""
    with translation.override(settings.LANGUAGE_CODE):
        if service.cost_kind == service.CostKind.FREE:
            return _("Free of charge")
        if service.cost_kind == service.CostKind.FIXED and service.cost_amount is not None:
            return _("%(amount)s rials") % {"amount": f"{service.cost_amount:,}".replace(",", THOUSANDS_SEPARATOR)}
        return service.cost_description
