"""Applying for a service: the form step by step, the review, the submission."""

import secrets
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cms.models import ServicePage
from forms_ext.services import VersionForm, store_uploads
from listing.numbers import posted_revision
from persian.jalali import format_time
from workflows import selectors, services, sla
from workflows.citizen.application import Filling, only_empty
from workflows.citizen.signing_in import CitizenRequest, citizen_required
from workflows.errors import AnswersInvalid, NotAllowed, NotPublished, StaleDraft


def _not_open(request: CitizenRequest, service: ServicePage) -> HttpResponse:
    return render(request, "pages/citizen/not_open.html", {"service": service}, status=409)


def _step_url(slug: str, step: int) -> str:
    return f"{reverse('apply', args=[slug])}?step={step + 1}"


@never_cache
@citizen_required
@require_http_methods(["GET", "POST"])
def apply(request: CitizenRequest, slug: str) -> HttpResponse:
    """One step of the form. A POST keeps what is valid and stores uploads before it says what is wrong."""
    service, application = selectors.service_at(slug)
    if application is None:
        return _not_open(request, service)
    filling = Filling(application, request.user)
    step = filling.step_asked(request)
    if request.method == "GET":
        if filling.was_changed:
            messages.info(request, _("The form of this service has changed. Please check your answers again."))
        return _page(request, filling, step, filling.form(step))
    return _posted(request, filling, step)


def _posted(request: CitizenRequest, filling: Filling, step: int) -> HttpResponse:
    slug, action = filling.service.slug, request.POST.get("action", "next")
    form = filling.form(step, request)
    store_uploads(form, user=request.user)
    valid = form.is_valid()
    last = step == len(filling.steps) - 1
    try:
        filling.take(
            step,
            form,
            reached=step + 1 if valid and not last else step,
            files=action != "autosave",
            revision=_posted_revision(request),
            page=request.POST.get("page", "")[:32],
        )
    except StaleDraft as stale:
        return _overtaken(request, filling, step, form, str(stale))
    if action == "autosave":
        return JsonResponse({"saved": format_time(timezone.now()), "revision": filling.revision})
    if action in {"back", "later"} and only_empty(form):
        if action == "back":
            return redirect(_step_url(slug, max(0, step - 1)))
        messages.success(request, _("Your draft is kept. You can go on from any device."))
        return redirect("my")
    if not valid:
        return _page(request, filling, step, form)
    return redirect(reverse("apply_review", args=[slug]) if last else _step_url(slug, step + 1))


def _posted_revision(request: CitizenRequest) -> int:
    """The revision of the draft that the page was made from."""
    return posted_revision(request.POST.get("revision"))


def _overtaken(request: CitizenRequest, filling: Filling, step: int, form: VersionForm, notice: str) -> HttpResponse:
    """Another page saved the draft meanwhile: nothing is written, and what was typed here stays on the page."""
    if request.POST.get("action") == "autosave":
        return JsonResponse({"notice": notice}, status=409)
    return _page(request, filling, step, form, notice=notice, status=409)


def _page(
    request: CitizenRequest, filling: Filling, step: int, form: VersionForm, *, notice: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "notice": notice,
        "page_key": secrets.token_hex(8),
        "service": filling.service,
        "filling": filling,
        "form": form,
        "number": step + 1,
        "count": len(filling.steps),
        "current": filling.steps[step],
        "is_first": step == 0,
        "is_last": step == len(filling.steps) - 1,
    }
    return render(request, "pages/citizen/apply.html", context, status=status)


@never_cache
@citizen_required
@require_http_methods(["GET", "POST"])
def review(request: CitizenRequest, slug: str) -> HttpResponse:
    """Every answer as it will be sent, what it costs and when the answer comes; then the submission itself."""
    service, application = selectors.service_at(slug)
    filling = Filling(application, request.user) if application is not None else None
    if request.method == "POST" and not _sends(request, filling) and (sent := _sent_before(request, service)):
        return sent
    if filling is None:
        return _not_open(request, service)
    if filling.draft is None:
        return redirect("apply", slug)
    incomplete = filling.first_incomplete()
    if incomplete is not None:
        # Its documents may just have become those of the request that another click made.
        if request.method == "POST" and (sent := _sent_before(request, service)):
            return sent
        messages.warning(request, _("Something is still missing in this step."))
        return redirect(_step_url(slug, incomplete))
    if request.method == "POST":
        return _submit(request, filling, filling.draft.pk)
    context = {
        "service": service,
        "filling": filling,
        "sections": filling.sections(),
        "due": sla.promise(timezone.now(), service.promised_working_days),
        "cost": selectors.cost_text(service),
    }
    return render(request, "pages/citizen/review.html", context)


def _key(request: CitizenRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return None


def _sends(request: CitizenRequest, filling: Filling | None) -> bool:
    """Whether the page sends the draft that is there: then nothing was sent with its key, or the verb finds it."""
    return filling is not None and filling.draft is not None and filling.draft.pk == _key(request)


def _sent_before(request: CitizenRequest, service: ServicePage) -> HttpResponse | None:
    """A repeated submission lands on the receipt of the first."""
    key = _key(request)
    case = selectors.case_of_key(request.user, key) if key else None
    return redirect("receipt", case.code) if case is not None and case.service_id == service.pk else None


def _submit(request: CitizenRequest, filling: Filling, key: UUID) -> HttpResponse:
    if _key(request) != key:
        messages.warning(request, _("This page was out of date. Please check your answers once more."))
        return redirect("apply_review", filling.service.slug)
    try:
        case = services.submit_request(
            service=filling.service,
            version=filling.version,
            answers=filling.answers,
            applicant=request.user,
            key=key,
        )
    except (NotPublished, NotAllowed, AnswersInvalid) as refusal:
        return _sent_before(request, filling.service) or _refused(request, filling, refusal)
    return redirect("receipt", case.code)


def _refused(request: CitizenRequest, filling: Filling, refusal: Exception) -> HttpResponse:
    if not isinstance(refusal, AnswersInvalid):
        messages.error(request, str(refusal))
        return redirect("apply", filling.service.slug)
    messages.warning(request, _("Something is still missing in this step."))
    return redirect(_step_url(filling.service.slug, filling.first_incomplete() or 0))


@citizen_required
@require_POST
def discard(request: CitizenRequest, slug: str) -> HttpResponse:
    """Throw the draft away."""
    draft = selectors.draft_for(request.user, get_object_or_404(ServicePage, slug=slug))
    if draft is not None:
        services.discard_draft(draft=draft, applicant=request.user)
        messages.success(request, _("The draft was discarded."))
    return redirect("my")
