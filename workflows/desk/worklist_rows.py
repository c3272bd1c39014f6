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


class Moment(TypedDict):
    """A moment for people (`text`) and for machines (`iso`, in Tehran's time)."""

    text: str
    iso: str


class ShownRow(TypedDict):
    """What is shown of one task; the labels name its row to who cannot see it. `finished` is `None` and `due_in` empty where the task is not, or already, done."""

    pk: int
    code: str
    address: str
    service: str
    step: str
    applicant: str
    post: str
    arrived: Moment
    due: Moment
    due_in: str
    finished: Moment | None
    decision: str
    now_at: str
    claimed_by: str
    is_late: bool
    is_free: bool
    select_label: str
    claim_label: str


def shown_rows(rows: Iterable[WorklistRow]) -> list[ShownRow]:
    """The rows in words of the active language; «in three days» counts from now."""
    now, prefix = timezone.now(), reverse("desk_task", args=[0]).removesuffix("0/")
    return [_shown(row, now, prefix) for row in rows]


def _shown(row: WorklistRow, now: datetime, prefix: str) -> ShownRow:
    return {
        "pk": row.pk,
        "code": row.display_code,
        "address": f"{prefix}{row.pk}/",
        "service": row.service_title,
        "step": row.title,
        "applicant": row.applicant_name,
        "post": row.post_title,
        "arrived": _moment(row.created),
        "due": _moment(row.due),
        "due_in": "" if row.finished else format_relative(row.due, now),
        "finished": _moment(row.finished) if row.finished else None,
        "decision": row.decision_label or "–",
        "now_at": row.now_at or "–",
        "claimed_by": row.owner_name,
        "is_late": row.is_late,
        "is_free": row.is_open and not row.is_claimed,
        "select_label": _("Select %(code)s") % {"code": row.display_code},
        "claim_label": _("Claim %(code)s") % {"code": row.display_code},
    }


def _moment(value: datetime) -> Moment:
    local = timezone.localtime(value)
    return {"text": format_date(local.date(), "short"), "iso": local.isoformat()}
