"""What a tracking code alone tells, to whoever has it: the stage and the dates, nothing of the person."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from persian.text import fold
from workflows import sla, tracking_codes
from workflows.models import Case, Task
from workflows.reads.stages import Stage, current_stage, stages_of
from workflows.reads.time_spent import time_spent_on

_SALT = "workflows.tracking.details"


@dataclass(frozen=True, slots=True)
class PublicCase:
    """The public side of a case. `first_promise` is null unless the promised date has moved since."""

    code: str
    service_title: str
    stage: str
    submitted_on: datetime
    due: datetime
    first_promise: datetime | None
    clock_stopped_at: datetime | None
    finished: datetime | None
    outcome: str
    outcome_label: str
    is_late: bool
    waits_for_applicant: bool
    process_version_id: int
    service_url: str
    object_until: datetime | None
    spent: sla.TimeSpent
    done_steps: tuple[str, ...] = ()
    open_steps: tuple[str, ...] = ()
    stages: list[Stage] = field(default_factory=list)

    @property
    def display_code(self) -> str:
        return tracking_codes.display(self.code)


def case_by_code(code: str) -> PublicCase | None:
    """The public side of the case with this code; `None` if there is none.

    A wrong code costs what a right one does: the same two queries, on the code's index and on the tasks of a case.
    Callers limit the rate.
    """
    folded = tracking_codes.fold(code)[: tracking_codes.LENGTH + 1]
    case = Case.objects.select_related("service", "applicant").filter(code=folded).first()
    tasks = list(Task.objects.filter(process=case.pk if case else 0).select_related("post").order_by("id"))
    if case is None:
        return None
    way = stages_of(case, tasks)
    return PublicCase(
        code=case.code,
        service_title=case.service.title,
        stage=current_stage(case, tasks),
        submitted_on=case.created,
        due=case.due,
        first_promise=case.first_promise,
        clock_stopped_at=case.clock_stopped_at,
        finished=case.finished,
        outcome=case.outcome,
        outcome_label=str(case.get_outcome_display()) if case.outcome else _("In progress"),
        is_late=case.is_late,
        waits_for_applicant=any(stage.waits_for_applicant for stage in way),
        process_version_id=case.process_version_id,
        service_url=case.service.url or "",
        object_until=case.object_until,
        spent=time_spent_on(tasks),
        done_steps=tuple(task.step for task in tasks if not task.is_open),
        open_steps=tuple(task.step for task in tasks if task.is_open),
        stages=way,
    )


def details_allowed(case: Case | None, mobile_or_national_id: str) -> bool:
    """Whether what was typed is the applicant's mobile or national id: then the details of the case may be shown.

    Compared in constant time, both always, also where there is no case.
    """
    typed = _digest(fold(mobile_or_national_id).strip())
    known = (case.applicant.mobile, case.applicant.national_id) if case is not None else (None, None)
    matches = [hmac.compare_digest(typed, _digest(value or "\0unset")) for value in known]
    return any(matches)


def case_with_details(code: str, mobile_or_national_id: str) -> Case | None:
    """The case itself, for who knows its code and the applicant's mobile or national id; else `None`.

    Nothing tells which of the two was wrong. Callers limit the rate.
    """
    folded = tracking_codes.fold(code)[: tracking_codes.LENGTH + 1]
    case = Case.objects.select_related("service", "applicant").filter(code=folded).first()
    return case if details_allowed(case, mobile_or_national_id) else None


def _digest(text: str) -> bytes:
    return salted_hmac(_SALT, text).digest()
