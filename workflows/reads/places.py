"""Where cases are now: their current steps and who has them, for lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from workflows.models import Case, Task
from workflows.models.task import OPEN_STATUSES
from workflows.reads.worklist import COUNT_CAP


@dataclass(frozen=True, slots=True)
class Place:
    """One open step. `post` is empty where the applicant has it, `holder` where nobody has claimed it."""

    step: str
    post: str
    holder: str


@dataclass(frozen=True, slots=True)
class PlacedCase:
    """A case of a list, with the steps it stands at; none once it is closed."""

    case: Case
    places: list[Place]


def with_places(cases: Sequence[Case]) -> list[PlacedCase]:
    """The cases in their order, each with its current steps. One query for all of them, none for no case."""
    if not cases:
        return []
    found: dict[int, list[Place]] = defaultdict(list)
    waiting = Task.objects.filter(process__in=[case.pk for case in cases], status__in=OPEN_STATUSES).exclude(title="")
    for task in waiting.defer("flow_task", "data").select_related("post", "owner").order_by("pk"):
        found[task.process_id].append(_place(task))
    return [PlacedCase(case, found[case.pk]) for case in cases]


def _place(task: Task) -> Place:
    post = task.post.title if task.post else ""
    return Place(task.title, post, str(task.owner) if post and task.owner else "")


def capped_count(cases: QuerySet[Case]) -> int:
    """How many cases there are. Counting stops at `COUNT_CAP`: more are `COUNT_CAP + 1`. One query."""
    return cases.order_by()[: COUNT_CAP + 1].count()
