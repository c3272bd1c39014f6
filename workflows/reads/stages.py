"""The stages of a case in the citizen's words: what is done, what is going on, and what surely still comes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from viewflow.workflow.status import STATUS

from workflows.engine import specs
from workflows.models import Case, Task
from workflows.models.task import OPEN_STATUSES

DONE, CURRENT, UPCOMING = "done", "current", "upcoming"
REFERRED = "referred"


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage. `who` is the title of the post that has or had it; `waits_for_applicant` says that the citizen is
    asked.
    """

    title: str
    state: str
    started: datetime | None = None
    finished: datetime | None = None
    who: str = ""
    waits_for_applicant: bool = False
    kind: str = "step"
    is_late: bool = False

    @property
    def duration(self) -> timedelta | None:
        return self.finished - self.started if self.started and self.finished else None

    @property
    def is_done(self) -> bool:
        return self.state == DONE

    @property
    def is_current(self) -> bool:
        return self.state == CURRENT


def stages(case: Case) -> list[Stage]:
    """The way of the case: submission, each step that was or is being taken, what surely follows, and the outcome.

    Hidden steps are dropped; referrals within a step do not show; a step that was taken twice stands twice. A step to
    come is named only if every way to a good end passes it. One query.
    """
    tasks = list(
        Task.objects.filter(process=case)
        .select_related("post")
        .only("step", "title", "status", "created", "finished", "due", "decision", "post__title", "process_id")
        .order_by("id")
    )
    return stages_of(case, tasks)


def stages_of(case: Case, tasks: Iterable[Task]) -> list[Stage]:
    """The same, of tasks that the caller has read (`post` with them)."""
    spec = specs.spec_of_case(case)
    tasks = list(tasks)
    way = [
        Stage(
            title=_("Submission of the request"), state=DONE, started=case.created, finished=case.created, kind="start"
        )
    ]
    way += _taken(spec, tasks)
    way += _to_come(case, spec, tasks)
    way.append(_ending(case))
    return way


def current_stage(case: Case, tasks: Iterable[Task]) -> str:
    """Where the case is, in a few words of the citizen's: the open step, or the outcome."""
    if case.finished is not None:
        return str(case.get_outcome_display())
    open_now = [stage for stage in stages_of(case, tasks) if stage.state == CURRENT]
    return open_now[0].title if open_now else _("Under review")


def _taken(spec: specs.Spec, tasks: list[Task]) -> list[Stage]:
    found: list[Stage] = []
    started: dict[str, datetime] = {}
    for task in tasks:
        node = spec.node(task.step)
        if node["type"] not in specs.WAITING_TYPES or task.status == STATUS.CANCELED.value:
            continue
        start = started.setdefault(task.step, task.created)
        if task.decision == REFERRED:
            continue
        del started[task.step]
        if node.get("hidden"):
            continue
        is_open = task.status in OPEN_STATUSES
        found.append(
            Stage(
                title=specs.public_title(node),
                state=CURRENT if is_open else DONE,
                started=start,
                finished=task.finished,
                who=task.post.title if task.post is not None else "",
                waits_for_applicant=is_open and node["type"] == "applicant_task",
                is_late=is_open and task.is_late,
            )
        )
    return found


def _to_come(case: Case, spec: specs.Spec, tasks: list[Task]) -> list[Stage]:
    here = [task.step for task in tasks if task.status in OPEN_STATUSES]
    if case.finished is not None or len(here) != 1:
        return []
    return [
        Stage(title=specs.public_title(node), state=UPCOMING)
        for node in surely_next(spec, here[0])
        if node["type"] in specs.WAITING_TYPES and not node.get("hidden")
    ]


def surely_next(spec: specs.Spec, start: str) -> list[specs.Node]:
    """Nodes after `start` that lie on every way to a good end (outcome `done`, else any end), in order."""
    distance = _distances(spec, start, without=None)
    ends = [node["name"] for node in spec.nodes if node["type"] == "end" and node["name"] in distance]
    good = [name for name in ends if spec.node(name).get("outcome") == "done"] or ends
    sure = []
    for name in sorted(distance, key=distance.__getitem__):
        if name in (start, *ends):
            continue
        around = _distances(spec, start, without=name)
        if not any(end in around for end in good):
            sure.append(spec.node(name))
    return sure


def _distances(spec: specs.Spec, start: str, *, without: str | None) -> dict[str, int]:
    distance, level = {start: 0}, [start]
    while level:
        following = [
            target for name in level for target in spec.targets(name) if target not in distance and target != without
        ]
        steps = distance[level[0]] + 1
        level = list(dict.fromkeys(following))
        distance.update(dict.fromkeys(level, steps))
    return distance


def _ending(case: Case) -> Stage:
    if case.finished is None:
        return Stage(title=_("Result"), state=UPCOMING, kind="end")
    return Stage(
        title=str(case.get_outcome_display()), state=DONE, started=case.finished, finished=case.finished, kind="end"
    )
