"""What the page of one case, and the side of the page of one task, show."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from django.core.cache import cache as shared_cache
from django.db.models import BigIntegerField
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from forms_ext import selectors as form_selectors
from forms_ext.models import Attachment
from statements import ModelStatement, Slot, compiled_models, numbered, one_of, slots
from workflows import selectors, tracking_codes
from workflows.builder.diagram import diagram_svg
from workflows.models import Case, Task
from workflows.models.task import OPEN_STATUSES
from workflows.reads.time_spent import time_spent_on

if TYPE_CHECKING:
    from accounts.models import User
    from forms_ext.selectors import RecordChange

DIAGRAM_SECONDS = 3600


@dataclass(frozen=True)
class ShownForm:
    """A form to read: its title and its answers in words."""

    title: str
    slug: str
    rows: list[Any]
    is_unfinished: bool = False
    changes: list[RecordChange] = field(default_factory=list)


@dataclass(frozen=True)
class Document:
    """An uploaded file with the question that it answers."""

    attachment: Attachment
    label: str


def shown(placed: selectors.PlacedForm, changes: list[RecordChange] | None = None) -> ShownForm:
    """A placed form as rows of label and text."""
    rows = form_selectors.display_rows(placed.version, placed.answers) if placed.answers else []
    return ShownForm(placed.title, placed.form_slug, rows, placed.is_unfinished, changes or [])


def documents_of(placed: Sequence[selectors.PlacedForm]) -> list[Document]:
    """Files bound to the records of these forms, oldest first. One query, whose SQL is kept."""
    labels = {
        (form.record.pk, path): label
        for form in placed
        if form.record is not None
        for path, label in form_selectors.field_labels(form.version).items()
    }
    records = sorted({record for record, _name in labels})
    if not records:
        return []
    found = _attachments(len(records)).objects(**numbered("record", records))
    return [Document(one, labels.get((one.record_id or 0, one.field), one.field)) for one in found]


@lru_cache(32)
def _attachments(records: int) -> ModelStatement[Attachment]:
    of_records = one_of("record", slots("record", BigIntegerField, records))
    return compiled_models(Attachment.objects.filter(of_records).order_by("created_at"))


def open_tasks(case: Case) -> list[Task]:
    """Where the case is now. One query, whose SQL is kept."""
    return _open_tasks().objects(case=case.pk)


@cache
def _open_tasks() -> ModelStatement[Task]:
    waiting = Task.objects.filter(process=Slot("case", BigIntegerField()), status__in=OPEN_STATUSES).exclude(title="")
    return compiled_models(waiting.defer("flow_task", "data").select_related("post", "owner").order_by("id"))


def case_context(case: Case, user: User) -> dict[str, Any]:
    """The context of the page of one case. Queries grow with its forms only."""
    placed = selectors.case_forms(case, user)
    changes = selectors.form_changes(placed)
    timeline = selectors.with_changes(selectors.timeline(case), changes)
    return {
        "case": case,
        "display_code": tracking_codes.display(case.code),
        "forms": [shown(form, changes.get(form.record.pk)) for form in placed if form.record is not None],
        "documents": documents_of(placed),
        "timeline": timeline,
        "open_tasks": open_tasks(case),
        "spent": time_spent_on(tasks_of(timeline)),
        "diagram": diagram(case, timeline),
    }


def tasks_of(timeline: Sequence[selectors.TimelineEntry]) -> list[Task]:
    """The tasks that the timeline tells of, each once: every step that anybody had to do is among them."""
    return list({entry.task.pk: entry.task for entry in timeline if entry.task is not None}.values())


def diagram(case: Case, timeline: Sequence[selectors.TimelineEntry]) -> SafeString:
    """The process of the case as SVG, with the steps that it has passed and those at which it stands.

    Read from what the timeline holds already. A drawing depends on the version, the marks and the language alone: it is
    kept for an hour.
    """
    tasks = tasks_of(timeline)
    current = sorted({task.step for task in tasks if task.is_open})
    done = sorted({task.step for task in tasks if not task.is_open} - set(current))
    marks = hashlib.sha256("|".join([*done, "", *current]).encode()).hexdigest()[:24]
    key = f"desk:diagram:{case.process_version_id}:{get_language()}:{marks}"
    drawn: SafeString | None = shared_cache.get(key)
    if drawn is None:
        spec = selectors.spec_of_case(case)
        drawn = diagram_svg({"nodes": list(spec.nodes)}, done=done, current=current)
        shared_cache.set(key, drawn, DIAGRAM_SECONDS)
    return drawn
