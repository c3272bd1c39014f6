"""The half-filled request: kept as the citizen types, gone when it is submitted or discarded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from workflows.errors import NotAllowed
from workflows.models import Draft, Task
from workflows.models.task import OPEN_STATUSES

if TYPE_CHECKING:
    from accounts.models import User
    from cms.models import ServicePage
    from forms_ext.models import FormVersion

_BATCH = 500


@transaction.atomic
def save_draft(
    *, applicant: User, service: ServicePage, version: FormVersion, answers: Mapping[str, Any], step: int = 0
) -> Draft:
    """Keep what the citizen has typed so far; one draft a person and service, the latest wins.

    Answers are typed JSON as `forms_ext.clean_answers` gives, but need not be complete or valid. The draft's `id` is
    the key to submit with. Raises `NotAllowed` for a visitor who is not signed in.
    """
    if not applicant.is_authenticated:
        raise NotAllowed
    draft, _created = Draft.objects.update_or_create(
        applicant=applicant,
        service=service,
        defaults={
            "version": version,
            "answers": dict(answers),
            "step": step,
            "updated_at": timezone.now(),
        },
    )
    return draft


@transaction.atomic
def discard_draft(*, draft: Draft, applicant: User) -> None:
    """Throw the draft away. Its uploads are purged later. Raises `NotAllowed` for another person's."""
    if draft.applicant_id != applicant.pk:
        raise NotAllowed
    Draft.objects.filter(pk=draft.pk).delete()


def drafts_of(applicant: User) -> QuerySet[Draft]:
    """The person's drafts with their services, the last changed first."""
    return Draft.objects.filter(applicant=applicant).select_related("service").order_by("-updated_at")


def draft_for(applicant: User, service: ServicePage) -> Draft | None:
    """The person's draft for this service."""
    return Draft.objects.filter(applicant=applicant, service=service).select_related("version").first()


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
