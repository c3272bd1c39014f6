"""Submitting a request: from the citizen's answers to a running case, in one transaction, once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forms_ext.services import save_record, validate_answers
from persian.text import search_key
from workflows import events, sla, tracking_codes
from workflows.compiler import flow_class_for
from workflows.engine import messages, runtime
from workflows.engine.case_forms import FormsOfCase
from workflows.engine.ledger import Ledger
from workflows.errors import AnswersInvalid, NotAllowed, NotPublished
from workflows.models import Case, CaseForm, Draft, ProcessVersion
from workflows.reads.applications import SUPERSEDED_FORM_ACCEPTED, application_for, cost_text
from workflows.verbs.answers import messages_by_field

if TYPE_CHECKING:
    from accounts.models import User
    from cms.models import ServicePage
    from forms_ext.models import FormVersion

_TRIES = 3


def submit_request(
    *, service: ServicePage, version: FormVersion, answers: Mapping[str, Any], applicant: User, key: UUID
) -> Case:
    """Make a case of a filled form: record, tracking code, promised date, first task, receipt message, event; drop
    the draft.

    `answers` is typed JSON (`forms_ext.services.clean_answers`); it is validated here again. `key` makes it happen
    once: the same key of the same applicant and service gives the same case, however often and however concurrently
    it comes.
    Raises `NotAllowed` (not signed in; another's key), `NotPublished`, `AnswersInvalid`.
    """
    if not applicant.is_authenticated or not applicant.is_active:
        raise NotAllowed
    tries = 0
    while True:
        existing = _submitted_before(key, service, applicant)
        if existing is not None:
            return existing
        tries += 1
        try:
            with transaction.atomic():
                return _submit(service, version, answers, applicant, key)
        except IntegrityError:
            # The same key came in meanwhile (then the next look finds its case), or the random code was taken.
            if tries == _TRIES:
                raise


def _submitted_before(key: UUID, service: ServicePage, applicant: User) -> Case | None:
    case = Case.objects.filter(idempotency_key=key).first()
    if case is None:
        return None
    if case.applicant_id != applicant.pk or case.service_id != service.pk:
        raise NotAllowed
    case.service, case.applicant = service, applicant
    return case


def _submit(service: ServicePage, version: FormVersion, answers: Mapping[str, Any], applicant: User, key: UUID) -> Case:
    application = application_for(service)
    if application is None:
        raise NotPublished
    _refuse_unpublished_form(application.form_version, version)
    process_version = application.process_version
    checked = _checked(version, answers, applicant)
    case = _new_case(service, process_version, applicant, key, search_text_of(applicant, service))
    ledger = Ledger.open(case, actor=applicant)
    _bind_record(case, version, checked, applicant)
    ledger.event(events.CASE_SUBMITTED)
    _start(case, process_version)
    messages.send_receipt(case)
    ledger.write()
    Draft.objects.filter(applicant=applicant, service=service.pk).delete()
    return case


def _refuse_unpublished_form(current: FormVersion, version: FormVersion) -> None:
    """The version must be the request form's current one, or one that was replaced only lately."""
    if version.form_id != current.form_id:
        raise NotPublished
    if current.pk != version.pk and current.created_at < timezone.now() - SUPERSEDED_FORM_ACCEPTED:
        raise NotPublished(_("The form of this service has changed. Open the service again and fill the new one."))


def _checked(version: FormVersion, answers: Mapping[str, Any], applicant: User) -> dict[str, Any]:
    try:
        return validate_answers(version=version, answers=dict(answers), user=applicant)
    except ValidationError as error:
        raise AnswersInvalid({version.form.slug: messages_by_field(error)}) from error


def _new_case(
    service: ServicePage, process_version: ProcessVersion, applicant: User, key: UUID, search_text: str
) -> Case:
    now = timezone.now()
    promised = sla.promise(now, service.promised_working_days)
    case = Case(
        flow_class=flow_class_for(process_version),
        code=tracking_codes.new_code(),
        service=service,
        process_version=process_version,
        applicant=applicant,
        created=now,
        promised=promised,
        due=promised,
        cost_text=cost_text(service),
        idempotency_key=key,
    )
    case.search_text = search_key(f"{case.code} {search_text}")
    case.save(force_insert=True)
    return case


def _bind_record(case: Case, version: FormVersion, answers: dict[str, Any], applicant: User) -> None:
    record = save_record(version=version, answers=answers, user=applicant)
    row = CaseForm.objects.create(case=case, form_id=version.form_id, record=record, is_request=True)
    row.form = version.form
    if case.ledger is not None:
        case.ledger.forms = FormsOfCase([row])


def _start(case: Case, process_version: ProcessVersion) -> None:
    flow_class = flow_class_for(process_version)
    task = runtime.start_task(flow_class, case)
    flow_class.start.activation_class(task).activate_next()


def search_text_of(applicant: User, service: ServicePage) -> str:
    """What the search of cases finds a case by, besides its code."""
    parts = (
        applicant.first_name,
        applicant.last_name,
        applicant.mobile,
        applicant.national_id,
        service.title,
        service.code,
    )
    return " ".join(part for part in parts if part)
