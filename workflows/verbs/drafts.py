"""The half-filled request: kept as the citizen types, gone when it is submitted or discarded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from workflows.errors import NotAllowed
from workflows.models import Draft

if TYPE_CHECKING:
    from accounts.models import User
    from cms.models import ServicePage
    from forms_ext.models import FormVersion


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
