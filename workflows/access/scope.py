"""Which cases and tasks a person may see, and the one way to obtain each.

A case is seen by its applicant; by staff at whose post, or below whose post, one of its tasks has been; by managers
and administrators. Whatever else is asked for is not found: a stranger's case and no case look the same.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet
from django.http import Http404
from viewflow.workflow.status import STATUS

from accounts.roles import is_administrator, is_manager
from cms.models import ServicePage
from organisation.selectors import posts_in_reach
from statements import ModelStatement, Slot, compiled_models
from workflows import tracking_codes
from workflows.engine import specs
from workflows.models import Case, Task
from workflows.steps.registry import kind_of

if TYPE_CHECKING:
    from accounts.models import User


def sees_everything(user: User) -> bool:
    """Managers and administrators see every case."""
    return bool(user.is_active and (user.is_superuser or is_administrator(user) or is_manager(user)))


def posts_in_sight(user: User) -> set[int]:
    """Ids of the posts that the person holds today and of all posts below them. One query, once a person object."""
    cached: set[int] | None = getattr(user, "_posts_in_sight", None)
    if cached is None:
        cached = posts_in_reach(user)
        user._posts_in_sight = cached  # type: ignore[attr-defined]
    return cached


def cases_in_scope(user: User) -> QuerySet[Case]:
    """Cases that the person sees as staff: all to managers and administrators, else those of their posts and posts
    below.
    """
    cases = Case.objects.select_related("service", "applicant").defer("flow_class")
    if sees_everything(user):
        return cases
    posts = posts_in_sight(user)
    if not posts:
        return cases.none()
    return cases.filter(Exists(Task.objects.filter(process=OuterRef("pk"), post__in=posts)))


def case_for(user: User, code: str) -> Case:
    """The case with this tracking code, as `user` may see it. Raises `Http404` for any other.

    The code is folded first; `service` and `applicant` come with it.
    """
    case = _case_by(code=tracking_codes.fold(code))
    if case is None or not may_see(case, user):
        raise Http404
    return case


def own_case(applicant: User, code: str) -> Case:
    """The applicant's own case with this code. Raises `Http404` for any other person's."""
    case = _case_by(code=tracking_codes.fold(code))
    if case is None or not applicant.is_authenticated or case.applicant_id != applicant.pk:
        raise Http404
    return case


def case_of_key(applicant: User, key: UUID) -> Case | None:
    """The applicant's case that was submitted with this idempotency key."""
    return _case_by(idempotency_key=key, applicant=applicant.pk) if applicant.is_authenticated else None


def owns_code(applicant: User, code: str) -> bool:
    """Whether the case with this code is the person's own."""
    return Case.objects.filter(code=code, applicant=applicant.pk).exists()


def proven_case(code: str) -> Case | None:
    """The case with this code, for a visitor who has proven to know its applicant (`details_allowed`)."""
    return _case_by(code=tracking_codes.fold(code))


def note_to_applicant(task: Task) -> str:
    """What the staff decision that led to this applicant's task says to the applicant; empty without a note.

    Found by the links between tasks, through automatic steps, not by time: beside it other branches run, and what
    their staff write is not for the applicant. So it is not sought beyond the place at which branches come together.
    One query.
    """
    links = Task.previous.through.objects.filter(from_task__process=task.process_id, from_task__lte=task.pk)
    before = {
        later: (pk, post, note, version, step)
        for later, pk, post, note, version, step in links.values_list(
            "from_task", "to_task", *(f"to_task__{name}" for name in ("post", "note", "process_version", "step"))
        )
    }
    pk = task.pk
    while pk in before:
        pk, post, note, version, step = before[pk]
        if post is not None:
            return note
        if kind_of(specs.spec_of(version).node(step)).joins:
            break
    return ""


def case_by_verify_token(token: UUID) -> Case | None:
    """The case whose receipt carries this token (QR of `/verify/<token>/`)."""
    return _case_by(verify_token=token)


def _case_by(**condition: object) -> Case | None:
    return Case.objects.select_related("service", "applicant").filter(**condition).first()


def may_see(case: Case, user: User) -> bool:
    """Whether the person may see the case at all: the rule of this module."""
    if not user.is_authenticated:
        return False
    if case.applicant_id == user.pk or sees_everything(user):
        return True
    worked = Q(owner=user, post__isnull=False) | Q(post__in=posts_in_sight(user))
    return Task.objects.filter(worked, process=case).exists()


def tasks() -> QuerySet[Task]:
    """Tasks with all that a page of one task reads; the service without the texts of its profile."""
    texts = (f"process__service__{name}" for name in ServicePage.PROFILE_TEXTS)
    return Task.objects.select_related("process", "process__service", "process__applicant", "post", "owner").defer(
        *texts
    )


@cache
def _staff_task() -> ModelStatement[Task]:
    return compiled_models(tasks().filter(pk=Slot("task", BigIntegerField()), post__isnull=False))


def task_for(user: User, pk: int) -> Task:
    """A staff task that the person may open: at a post of theirs, below a post of theirs, or theirs (also when
    finished).

    Managers and administrators open any. Whether they may act on it is `may_act`'s to say. Raises `Http404` otherwise.
    """
    task = _staff_task().first(task=pk)
    if task is None or not user.is_authenticated:
        raise Http404
    if task.owner_id == user.pk or task.post_id in posts_in_sight(user) or sees_everything(user):
        return task
    raise Http404


def applicant_task_for(user: User, pk: int) -> Task:
    """A task asked of this applicant, also when answered. Raises `Http404` for any other."""
    task = tasks().filter(pk=pk, post__isnull=True, owner_id=user.pk, process__applicant=user.pk).first()
    if task is None:
        raise Http404
    return task


def open_applicant_tasks(applicant: User) -> list[Task]:
    """What the applicant is asked for now, the oldest first."""
    waiting = Task.objects.filter(status=STATUS.NEW.value, post__isnull=True, owner=applicant)
    return list(waiting.select_related("process", "process__service").order_by("id"))


def cases_of(applicant: User) -> QuerySet[Case]:
    """The applicant's cases, newest first, with the service; `asks_applicant` is true where we wait for them."""
    asked = Task.objects.filter(process=OuterRef("pk"), status=STATUS.NEW.value, post__isnull=True, owner=applicant)
    return (
        Case.objects.filter(applicant=applicant)
        .select_related("service")
        .annotate(asks_applicant=Exists(asked))
        .order_by("-id")
    )
