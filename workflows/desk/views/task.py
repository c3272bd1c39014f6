"""One task: look at it, claim it, work its forms, decide it, refer it.

A POST that another person's change has overtaken is answered with 409: the same page as the task is now, what was typed
still in it, and a notice of who changed what.
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from workflows import selectors, services
from workflows.desk.access import StaffRequest
from workflows.desk.task_screen import Notice, TaskScreen
from workflows.errors import AlreadyClaimed, AnswersInvalid, NotAllowed, StalePage, TaskClosed
from workflows.models import Task

CONFLICT, INVALID = 409, 422


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def task(request: StaffRequest, pk: int) -> HttpResponse:
    """The task's page. One that is at nobody's post of mine is not found."""
    found = selectors.task_for(request.user, pk)
    if request.method == "POST":
        return _work(request, TaskScreen(found, request.user, request))
    return _page(request, TaskScreen(found, request.user), 200)


@login_required
@require_POST
def claim(request: StaffRequest, pk: int) -> HttpResponse:
    """Take the task, and go to it. Whoever comes second is told who has it."""
    found = selectors.task_for(request.user, pk)
    try:
        services.claim_task(task=found, user=request.user)
    except AlreadyClaimed as error:
        messages.warning(request, _taken(error))
    except TaskClosed:
        messages.warning(request, _closed(found))
    except NotAllowed:
        messages.warning(request, _("Only a holder of the post %(post)s can claim this task.") % {"post": found.post})
    return redirect("desk_task", pk)


@login_required
@require_POST
def release(request: StaffRequest, pk: int) -> HttpResponse:
    """Give the task back to the worklist of its post."""
    found = selectors.task_for(request.user, pk)
    try:
        services.release_task(task=found, user=request.user)
    except TaskClosed:
        messages.warning(request, _closed(found))
        return redirect("desk_task", pk)
    except NotAllowed:
        messages.warning(request, _("This task is not with you, so you cannot release it."))
        return redirect("desk_task", pk)
    messages.success(request, _("The task is back in the worklist of %(post)s.") % {"post": found.post})
    return redirect("desk")


# ------------------------------------------------------------------------------------------------ working it
def _work(request: StaffRequest, screen: TaskScreen) -> HttpResponse:
    """Do what the form asks for. A refusal comes back as the same page, with all that was typed."""
    act = ACTIONS.get(request.POST.get("action", "save"), _save)
    done = None
    try:
        screen.keep_uploads()
        done = act(request, screen)
    except (StalePage, AlreadyClaimed, TaskClosed, NotAllowed) as error:
        screen.show_current(_overtaken(screen, error))
        return _page(request, screen, 403 if isinstance(error, NotAllowed) else CONFLICT)
    except ValidationError as error:
        _mark(screen, screen.referral if act is _refer else screen.decision, error)
    return done if done is not None else _not_sent(request, screen)


def _overtaken(screen: TaskScreen, error: Exception) -> Notice:
    """What to say where somebody else's change came first."""
    to_copy = _("What you typed is kept below for you to copy. It was not saved.")
    if isinstance(error, StalePage):
        text = _("What you typed is not lost: it is still in the forms below. Check what changed, then send again.")
        title = _("This task has changed since you opened the page")
        return Notice(title=title, text=text, changes=screen.changes_since(error))
    if isinstance(error, AlreadyClaimed):
        return Notice(title=_taken(error), text=to_copy)
    if isinstance(error, TaskClosed):
        return Notice(title=_closed(selectors.task_for(screen.user, screen.task.pk)), text=to_copy)
    text = _("Only a holder of the post %(post)s can work on it. What you typed is kept below for you to copy.")
    return Notice(title=_("This task is not yours to work on"), text=text % {"post": screen.task.post})


def _mark(screen: TaskScreen, form: BaseForm, error: ValidationError) -> None:
    """Put a refusal of the verb beside the input that it is about."""
    if isinstance(error, AnswersInvalid):
        screen.refuse_answers(error)
    else:
        form.add_error(getattr(error, "field", "decision"), error)


def _not_sent(request: StaffRequest, screen: TaskScreen) -> HttpResponse:
    """The page stays as old as it was: correcting a field must not hide what another person changed meanwhile."""
    screen.revision = screen.posted_revision
    text = _("Correct the marked fields. What you typed and uploaded is kept.")
    screen.notice = Notice(title=_("Nothing was sent yet"), text=text, complaints=screen.complaints())
    return _page(request, screen, INVALID)


def _save(request: StaffRequest, screen: TaskScreen) -> HttpResponse | None:
    answers = screen.unfinished_answers()
    if answers is None:
        return None
    services.save_task_forms(task=screen.task, user=request.user, answers=answers, revision=screen.posted_revision)
    messages.success(request, _("The forms are saved. The task is still with you."))
    return redirect("desk_task", screen.task.pk)


def _decide(request: StaffRequest, screen: TaskScreen) -> HttpResponse | None:
    answers = screen.complete_answers()
    if not screen.decision.is_valid() or answers is None:
        return None
    chosen = screen.decision.cleaned_data
    done = services.decide_task(
        task=screen.task,
        user=request.user,
        decision=chosen["decision"],
        note=chosen["note"],
        answers=answers,
        asked=chosen["asked"],
        revision=screen.posted_revision,
    )
    messages.success(request, _("Decision «%(decision)s» is recorded.") % {"decision": done.decision_label})
    return redirect("desk")


def _decide_next(request: StaffRequest, screen: TaskScreen) -> HttpResponse | None:
    """Decide, and go on to what is due first: of the person's own tasks, else of the new ones; to the list for none."""
    done = _decide(request, screen)
    if done is None:
        return None
    for tab in ("mine", "new"):
        if rows := selectors.worklist(request.user, tab, page_size=1).rows:
            return redirect("desk_task", rows[0].pk)
    return done


def _refer(request: StaffRequest, screen: TaskScreen) -> HttpResponse | None:
    screen.bind_referral()
    if not screen.referral.is_valid():
        return None
    answers = screen.unfinished_answers() if screen.has_typed_answers() else {}
    if answers is None:
        return None
    _hand_over(request, screen, answers)
    messages.success(request, _("The task is referred to %(target)s.") % {"target": screen.referral.chosen_name})
    return redirect("desk")


@transaction.atomic
def _hand_over(request: StaffRequest, screen: TaskScreen, answers: dict) -> None:
    """Two verbs, both or none: what was typed into the forms goes with the task."""
    revision = screen.posted_revision
    if answers:
        saved = services.save_task_forms(task=screen.task, user=request.user, answers=answers, revision=revision)
        revision = saved.revision
    services.refer_task(
        task=screen.task,
        user=request.user,
        note=screen.referral.cleaned_data["note"],
        revision=revision,
        **screen.referral.chosen,
    )


ACTIONS: dict[str, Callable[[StaffRequest, TaskScreen], HttpResponse | None]] = {
    "save": _save,
    "decide": _decide,
    "decide_next": _decide_next,
    "refer": _refer,
}


def _page(request: StaffRequest, screen: TaskScreen, status: int) -> HttpResponse:
    return render(request, "desk/task.html", screen.context(), status=status)


def _taken(error: AlreadyClaimed) -> str:
    return _("%(person)s has claimed this task before you.") % {"person": error.owner}


def _closed(task: Task) -> str:
    if not task.decision_label:
        return str(TaskClosed(is_cancelled=task.is_cancelled))
    return _("This task is already finished, with the outcome «%(outcome)s».") % {"outcome": task.decision_label}
