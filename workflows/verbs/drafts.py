"""The half-filled request: kept as the citizen types, gone when it is submitted or discarded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from workflows.errors import NotAllowed, StaleDraft
from workflows.models import Draft

if TYPE_CHECKING:
    from accounts.models import User
    from cms.models import ServicePage
    from forms_ext.models import FormVersion


def save_draft(
    *,
    applicant: User,
    service: ServicePage,
    version: FormVersion,
    answers: Mapping[str, Any],
    typed: Mapping[str, Any] | None = None,
    step: int = 0,
    revision: int | None = None,
    page: str = "",
) -> Draft:
    """Keep what the citizen has typed so far; one draft a person and service.

    Answers are typed JSON as `forms_ext.services.clean_answers` gives, but need not be complete; `typed` are the texts
    that were refused. `revision` is that of the draft that the `page` was made from (0 for none): where another page
    saved since, or the draft is gone, nothing is written. Without it the latest wins. The draft's `id` is the key to
    submit with.
    Raises `StaleDraft`, and `NotAllowed` for a visitor who is not signed in.
    """
    if not applicant.is_authenticated:
        raise NotAllowed
    content = {"version": version, "answers": dict(answers), "typed": dict(typed or {}), "step": step, "page": page}
    try:
        with transaction.atomic():
            return _write(applicant, service, content, revision)
    except IntegrityError:
        # Another page made the person's draft at the same moment.
        if revision is not None:
            raise StaleDraft from None
        with transaction.atomic():
            return _write(applicant, service, content, revision)


def _write(applicant: User, service: ServicePage, content: Mapping[str, Any], revision: int | None) -> Draft:
    draft = Draft.objects.select_for_update().filter(applicant=applicant, service=service).first()
    if revision is not None and _is_stale(draft, revision, content["page"]):
        raise StaleDraft
    if draft is None:
        draft = Draft(applicant=applicant, service=service)
    for name, value in content.items():
        setattr(draft, name, value)
    draft.revision += 1
    draft.updated_at = timezone.now()
    draft.save()
    return draft


def _is_stale(draft: Draft | None, revision: int, page: str) -> bool:
    if draft is None:
        return revision != 0
    return draft.revision != revision and not (page and draft.page == page)


@transaction.atomic
def discard_draft(*, draft: Draft, applicant: User) -> None:
    """Throw the draft away. Its uploads are purged later. Raises `NotAllowed` for another person's."""
    if draft.applicant_id != applicant.pk:
        raise NotAllowed
    Draft.objects.filter(pk=draft.pk).delete()
