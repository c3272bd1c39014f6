"""A person's half-filled requests, and the uploads that unfinished work still names."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS
from django.db.models import BigIntegerField, Q, QuerySet

from statements import Slot, Statement, compiled
from workflows.models import Draft, Task
from workflows.models.task import OPEN_STATUSES

if TYPE_CHECKING:
    from accounts.models import User
    from cms.models import ServicePage

_BATCH = 500


def drafts_of(applicant: User) -> QuerySet[Draft]:
    """The person's drafts with their services, the last changed first."""
    return Draft.objects.filter(applicant=applicant).select_related("service").order_by("-updated_at")


def draft_for(applicant: User, service: ServicePage) -> Draft | None:
    """The person's draft for this service. One query, whose SQL is kept."""
    rows = _draft_statement().rows(applicant=applicant.pk, service=service.pk)
    return Draft.from_db(DEFAULT_DB_ALIAS, _columns(), rows[0]) if rows else None


@cache
def _columns() -> list[str]:
    return [field.attname for field in Draft._meta.concrete_fields]


@cache
def _draft_statement() -> Statement:
    own = Q(applicant=Slot("applicant", BigIntegerField()), service=Slot("service", BigIntegerField()))
    return compiled(Draft.objects.filter(own).values_list(*_columns()))


def wanted_attachments(ids: Iterable[UUID | str]) -> set[UUID]:
    """Which of these uploads, bound to no record yet, a draft or unfinished work in an open task still names."""
    asked = {str(pk) for pk in ids}
    wanted: set[str] = set()
    unfinished = Task.objects.filter(status__in=OPEN_STATUSES).exclude(data={})
    for answers in Draft.objects.values_list("answers", flat=True).iterator(_BATCH):
        wanted |= asked & set(_texts_in(answers))
    for data in unfinished.values_list("data", flat=True).iterator(_BATCH):
        wanted |= asked & set(_texts_in(data.get("answers", {})))
    return {UUID(text) for text in wanted}


def _texts_in(value: Any) -> Iterable[str]:
    """Every text inside a JSON value, however deep: attachment ids are among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts_in(inner)
