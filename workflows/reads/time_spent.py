"""How long a case has been with whom, read from its steps."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from workflows import sla
from workflows.models import Task


def time_spent_on(tasks: Iterable[Task], now: datetime | None = None) -> sla.TimeSpent:
    """Working time of the case of these tasks with the office, the applicant and others. No query."""
    return sla.time_spent((_interval(task) for task in tasks), now or timezone.now())


def _interval(task: Task) -> sla.Span:
    holder = sla.holder_of(post_id=task.post_id, owner_id=task.owner_id)
    return sla.Span(holder, task.created, None if task.is_open else task.finished or task.created)
