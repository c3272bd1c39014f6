"""What is one's own: requests, drafts, what is asked of one, and the answer to it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from forms_ext.selectors import display_rows
from forms_ext.services import VersionForm, build_form, clean_answers, store_uploads
from listing.keyset import newest_first
from listing.numbers import posted_revision
from persian.jalali import format_date
from workflows import selectors, services
from workflows.citizen.case_view import CaseView, messages_to
from workflows.citizen.diagrams import diagram_of_stages
from workflows.citizen.signing_in import CitizenRequest, citizen_required
from workflows.errors import AnswersInvalid, NothingChanged, StalePage, TaskClosed
from workflows.models import Task

PAGE_SIZE = 15


@never_cache
@citizen_required
@require_safe
def my(request: CitizenRequest) -> HttpResponse:
    """What waits for me first, then my requests and drafts."""
    shown = request.GET.get("show") if request.GET.get("show") in {"open", "closed"} else ""
    cases = selectors.cases_of(request.user)
    if shown:
        cases = cases.filter(finished__isnull=shown == "open")
    context = {
        "awaited": [
            {"task": task, "title": selectors.public_title(selectors.task_node(task))}
            for task in selectors.open_applicant_tasks(request.user)
        ],
        "drafts": list(selectors.drafts_of(request.user)),
        "page": newest_first(cases, cursor=request.GET.get("cursor"), size=PAGE_SIZE),
        "show": shown,
        "sent": messages_to(request.user),
    }
    return render(request, "pages/citizen/my.html", context)


@never_cache
@citizen_required
@require_safe
def my_case(request: CitizenRequest, code: str) -> HttpResponse:
    """One request of mine, whole."""
    case = selectors.own_case(request.user, code)
    found = selectors.case_by_code(case.code)
    context = {
        "found": found,
        "details": CaseView.of(case, request.user),
        "diagram": diagram_of_stages(found) if found else "",
        "tasks": [task for task in selectors.open_applicant_tasks(request.user) if task.process_id == case.pk],
        "is_own": True,
    }
    return render(request, "pages/citizen/tracked.html", context)


@never_cache
@citizen_required
@require_http_methods(["GET", "POST"])
def applicant_task(request: CitizenRequest, pk: int) -> HttpResponse:
    """Answer what a step asks of me. What was typed and uploaded survives every refusal."""
    task = selectors.applicant_task_for(request.user, pk)
    if not task.is_open:
        return render(request, "pages/citizen/task_closed.html", {"task": task}, status=409)
    posted = request if request.method == "POST" else None
    forms = _forms(task, request, posted)
    if posted is None:
        return _page(request, task, forms)
    for one in forms:
        store_uploads(one["form"], user=request.user)
    # Each is asked, so that every complaint is said at once.
    refused = [one for one in forms if not one["form"].is_valid()]
    if not refused:
        return _answer(request, task, forms)
    return _page(request, task, forms)


def _forms(task: Task, request: CitizenRequest, posted: CitizenRequest | None) -> list[dict[str, Any]]:
    return [
        {"placed": placed, "form": _form(placed, f"f{number}", request, posted)}
        for number, placed in enumerate(selectors.task_forms(task, request.user), 1)
        if placed.is_writable
    ]


def _form(
    placed: selectors.PlacedForm, prefix: str, request: CitizenRequest, posted: CitizenRequest | None
) -> VersionForm:
    """Where single fields are asked, those alone, each of them needed."""
    form = build_form(
        placed.version,
        data=posted.POST if posted else None,
        files=posted.FILES if posted else None,
        initial=placed.answers,
        prefix=prefix,
        only=placed.only,
        draft=placed.answers if placed.only is not None else None,
        user=request.user,
    )
    if placed.only is not None:
        form.require()
    return form


def _rest(task: Task, request: CitizenRequest) -> list[dict[str, Any]]:
    """What cannot be changed where single fields are asked: the forms' other answers, to read."""
    if not task.asked:
        return []
    rest = []
    for placed in selectors.task_forms(task, request.user):
        rows = display_rows(placed.version, placed.answers) if placed.record is not None else []
        rows = [row for row in rows if row.name.partition(".")[0] not in (placed.only or ()) and not row.is_heading]
        if rows:
            rest.append({"title": placed.title, "rows": rows})
    return rest


def _answer(request: CitizenRequest, task: Task, forms: list[dict[str, Any]]) -> HttpResponse:
    revision = request.POST.get("revision", "")
    promised_before = task.process.due
    try:
        answered = services.answer_applicant_task(
            task=task,
            applicant=request.user,
            answers={one["placed"].form_slug: clean_answers(one["form"]) for one in forms},
            revision=posted_revision(revision),
            note=request.POST.get("note", "")[:2000],
        )
    except AnswersInvalid as error:
        for one in forms:
            for path, texts in error.by_form.get(one["placed"].form_slug, {}).items():
                for text in texts:
                    one["form"].refuse(path, text)
        return _page(request, task, forms)
    except NothingChanged as refusal:
        return _page(request, task, forms, notice=refusal.messages[0])
    except StalePage as stale:
        return _page(request, task, forms, notice=str(stale), revision=stale.current_revision, status=409)
    except TaskClosed:
        return render(request, "pages/citizen/task_closed.html", {"task": task}, status=409)
    messages.success(request, _("Thank you. Your answer was sent and the request goes on."))
    if answered.process.due != promised_before:
        text = _("The promised date has moved by the time that we waited for you: it is now %(due)s.")
        messages.info(request, text % {"due": format_date(answered.process.due)})
    return redirect("my_case", task.process.code)


def _page(
    request: CitizenRequest,
    task: Task,
    forms: list[dict[str, Any]],
    *,
    notice: str = "",
    revision: int | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "task": task,
        "case": task.process,
        "forms": forms,
        "rest": _rest(task, request),
        "instructions": selectors.task_node(task).get("instructions", ""),
        "title": selectors.public_title(selectors.task_node(task)),
        "notice": notice,
        "note": request.POST.get("note", ""),
        "revision": task.revision if revision is None else revision,
        "last_note": selectors.note_to_applicant(task),
    }
    return render(request, "pages/citizen/applicant_task.html", context, status=status)
