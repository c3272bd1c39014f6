"""The stages of a case in the citizen's words: what is done, what is going on, and what surely still comes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from workflows.engine import specs
from workflows.models import Case, Task
from workflows.models.task import OPEN_STATUSES
from workflows.sla import Holder
from workflows.steps.registry import kind_of

DONE, CURRENT, UPCOMING = "done", "current", "upcoming"
REFERRED = "referred"
_COLUMNS = (
    *("step", "title", "status", "created", "finished", "due", "decision", "post__title", "process_id"),
    *("process_version_id", "scope_id", "branch"),
)


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage. `who` is the title of the post that has or had it; `waits_for_applicant` says that the citizen is
    asked; `is_refusal` that this is an end without success.
    """

    title: str
    state: str
    started: datetime | None = None
    finished: datetime | None = None
    who: str = ""
    waits_for_applicant: bool = False
    kind: str = "step"
    is_late: bool = False
    is_refusal: bool = False

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

    A case may stand at several steps at once; then several are going on.

    Hidden steps are dropped; referrals within a step do not show; a step that was taken twice stands twice. A step to
    come is named only if every way to a good end passes it. One query.
    """
    tasks = list(Task.objects.filter(process=case).select_related("post").only(*_COLUMNS).order_by("id"))
    return stages_of(case, tasks)


def stages_of(case: Case, tasks: Iterable[Task]) -> list[Stage]:
    """The same, of tasks that the caller has read (`post` with them)."""
    tasks = list(tasks)
    way = [
        Stage(
            title=_("Submission of the request"), state=DONE, started=case.created, finished=case.created, kind="start"
        )
    ]
    way += _taken(tasks)
    way += _to_come(case, tasks)
    way.append(_ending(case))
    return way


def current_stage(case: Case, tasks: Iterable[Task]) -> str:
    """Where the case is, in a few words of the citizen's: the open steps, or the outcome."""
    if case.finished is not None:
        return str(case.get_outcome_display())
    open_now = dict.fromkeys(stage.title for stage in stages_of(case, tasks) if stage.state == CURRENT)
    return _(" and ").join(open_now) or _("Under review")


def _taken(tasks: list[Task]) -> list[Stage]:
    found: list[Stage] = []
    started: dict[tuple[str, int | None, int], datetime] = {}
    for task in tasks:
        node = specs.node_of(task)
        kind = kind_of(node)
        if not kind.asks_somebody or task.is_cancelled:
            continue
        token = (task.step, task.scope_id, task.branch)
        start = started.setdefault(token, task.created)
        if task.decision == REFERRED:
            continue
        del started[token]
        if not specs.is_stage(node):
            continue
        is_open = task.status in OPEN_STATUSES
        found.append(
            Stage(
                title=specs.public_title(node),
                state=CURRENT if is_open else DONE,
                started=start,
                finished=task.finished,
                who=task.post.title if task.post is not None else "",
                waits_for_applicant=is_open and kind.waits_for is Holder.APPLICANT,
                is_late=is_open and task.is_late,
            )
        )
    return found


def _to_come(case: Case, tasks: list[Task]) -> list[Stage]:
    here = [task.step for task in tasks if task.status in OPEN_STATUSES]
    if case.finished is not None:
        return []
    nodes = specs.spec_of_case(case).stages_after(*here)
    return [Stage(title=specs.public_title(node), state=UPCOMING) for node in nodes]


def _ending(case: Case) -> Stage:
    if case.finished is None:
        return Stage(title=_("Result"), state=UPCOMING, kind="end")
    return Stage(
        title=str(case.get_outcome_display()),
        state=DONE,
        started=case.finished,
        finished=case.finished,
        kind="end",
        is_refusal=case.outcome != Case.Outcome.DONE,
    )
