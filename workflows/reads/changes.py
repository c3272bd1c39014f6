"""What the forms of a case said before: the changes of their records, beside the forms and in the timeline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from forms_ext import selectors as form_selectors
from workflows import events
from workflows.engine.case_forms import TASK

if TYPE_CHECKING:
    from forms_ext.selectors import RecordChange
    from workflows.access.placed_forms import PlacedForm
    from workflows.reads.timeline import TimelineEntry

# The events with which a task's forms are written.
_WRITING = (events.TASK_DECIDED, events.TASK_ANSWERED)


def form_changes(placed: Iterable[PlacedForm]) -> dict[int, list[RecordChange]]:
    """The changes of these forms by record, the newest first. The caller places only what its reader may read.

    No query where no record was ever changed; else one, and one more where files changed.
    """
    found: dict[int, list[RecordChange]] = {}
    for change in form_selectors.record_changes([form.record for form in placed if form.record is not None]):
        found.setdefault(change.record_id, []).append(change)
    return found


def with_changes(
    timeline: Sequence[TimelineEntry], changes: Mapping[int, Iterable[RecordChange]]
) -> list[TimelineEntry]:
    """The timeline, each entry with the changes that its task made."""
    by_task: dict[int | None, list[RecordChange]] = {}
    for change in (one for found in changes.values() for one in found if one.context[0] == TASK):
        by_task.setdefault(change.context[1], []).append(change)
    return [
        replace(entry, changes=by_task[entry.task.pk])
        if entry.action in _WRITING and entry.task is not None and entry.task.pk in by_task
        else entry
        for entry in timeline
    ]
