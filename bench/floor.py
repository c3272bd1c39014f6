"""The floor of a submission: the same rows, inserted by the plain ORM in one transaction, and nothing else.

It checks no answer, asks nobody's permission, computes no due date, routes nothing and queues no delivery: what a
submission costs beyond it is what the product does.
"""

from __future__ import annotations

import secrets
from typing import Any
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from bench import data
from cms.models import ServicePage
from forms_ext.models import FormRecord
from messaging.services import new_message
from organisation.models import Post
from workflows.models import Case, CaseForm, CaseLogEntry, Draft, ProcessVersion, Task

EVENTS = ("case.submitted", "task.created", "case.message_queued")


@login_required
@require_POST
def submission(request: HttpRequest) -> HttpResponse:
    """Reads the draft that `key` names, writes what a submission of it writes, and redirects."""
    with transaction.atomic():
        draft = Draft.objects.select_related("version").get(pk=request.POST["key"], applicant=request.user.pk)
        case = _insert(draft, request.user)
        draft.delete()
    return redirect("receipt", case.code)


def _insert(draft: Draft, user: Any) -> Case:
    service = ServicePage.objects.only("pk").get(pk=draft.service_id)
    version = ProcessVersion.objects.filter(process__services__page=service.pk).defer("spec").latest("number")
    now = timezone.now()
    case = Case.objects.create(
        flow_class="workflows/flows.Floor",
        code=secrets.token_hex(5).upper(),
        service_id=service.pk,
        process_version=version,
        applicant=user,
        created=now,
        promised=now,
        due=now,
        idempotency_key=uuid4(),
    )
    record = FormRecord.objects.create(version=draft.version, answers=draft.answers, created_by=user)
    CaseForm.objects.create(case=case, form_id=draft.version.form_id, record=record, is_request=True)
    start = Task.objects.create(**_task(case, "start", "DONE"), finished=now)
    first = Task.objects.create(**_task(case, "step_review", "NEW"), post_id=_post_id(), due=now)
    first.previous.add(start)
    CaseLogEntry.objects.bulk_create(
        [CaseLogEntry(case=case, action=action, timestamp=now, user_id=user.pk, data={}) for action in EVENTS]
    )
    message = new_message(
        idempotency_key=f"{case.code}:receipt:sms",
        channel="sms",
        recipient=user.mobile,
        person=user,
        subject="رسید",
        body="درخواست شما ثبت شد.",
        reference=case.code,
    )
    message.save(force_insert=True)
    return case


def _task(case: Case, step: str, status: str) -> dict[str, Any]:
    return {
        "process": case,
        "process_version_id": case.process_version_id,
        "flow_task": f"workflows/flows.Floor.{step}",
        "flow_task_type": "HUMAN",
        "step": step,
        "title": step,
        "status": status,
    }


def _post_id() -> int:
    return Post.objects.values_list("pk", flat=True).get(title="میز")


def draft_of(world: data.World, person: Any) -> Any:
    """A draft that is ready to be sent."""
    return Draft.objects.create(
        applicant=person, service=world.service, version=world.version, answers=data.answers(15), step=0
    ).pk
