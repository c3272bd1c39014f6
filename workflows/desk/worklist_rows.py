"""A row of the worklist in words: every text, date and address that a page, a file or a live update shows of a task.

The texts are plain: who puts them into HTML escapes them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TypedDict

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from persian.jalali import format_date
from persian.quantities import format_relative
from workflows.reads.worklist import WorklistRow


class ShownRow(TypedDict):
    """What is shown of one task: moments as a day in words and as ISO 8601 in Tehran's time (`…_iso`), both empty where
    there is no such moment. `due_in` is empty once the task is done, `first_promise` unless the case's promised date
    has moved; the labels name its row to who cannot see it.
    """

    pk: int
    code: str
    address: str
    service: str
    step: str
    applicant: str
    post: str
    arrived: str
    arrived_iso: str
    due: str
    due_iso: str
    due_in: str
    finished: str
    finished_iso: str
    decision: str
    now_at: str
    claimed_by: str
    first_promise: str
    is_late: bool
    is_near: bool
    is_free: bool
    select_label: str
    claim_label: str


def shown_rows(rows: Iterable[WorklistRow]) -> list[ShownRow]:
    """The rows in words of the active language; «in three days» counts from now."""
    now, prefix = timezone.now(), reverse("desk_task", args=[0]).removesuffix("0/")
    return [_shown(row, now, prefix) for row in rows]


def _shown(row: WorklistRow, now: datetime, prefix: str) -> ShownRow:
    code = {"code": row.display_code}
    arrived, due, finished = _moment(row.created), _moment(row.due), _moment(row.finished)
    return {
        "pk": row.pk,
        "code": row.display_code,
        "address": f"{prefix}{row.pk}/",
        "service": row.service_title,
        "step": row.title,
        "applicant": row.applicant_name,
        "post": row.post_title,
        "arrived": arrived[0],
        "arrived_iso": arrived[1],
        "due": due[0],
        "due_iso": due[1],
        "due_in": "" if row.finished else format_relative(row.due, now),
        "finished": finished[0],
        "finished_iso": finished[1],
        "decision": row.decision_label or "–",
        "now_at": row.now_at or "–",
        "claimed_by": row.owner_name,
        "first_promise": _moment(row.first_promise)[0],
        "is_late": row.is_late,
        "is_near": row.is_near,
        "is_free": row.is_open and not row.is_claimed,
        "select_label": _("Select %(code)s") % code,
        "claim_label": _("Claim %(code)s") % code,
    }


def _moment(value: datetime | None) -> tuple[str, str]:
    if value is None:
        return "", ""
    local = timezone.localtime(value)
    return format_date(local.date(), "short"), local.isoformat()
