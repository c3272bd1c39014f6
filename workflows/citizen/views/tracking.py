"""Following a request by its code: stage and dates to whoever has it, details to who also knows the applicant."""

from datetime import timedelta
from typing import TypedDict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.errors import TooManyRequests
from accounts.throttling import client_address, count
from workflows import selectors, tracking_codes
from workflows.citizen.case_view import CaseView
from workflows.citizen.diagrams import diagram_of_stages


class Limit(TypedDict):
    """So many uses in this time."""

    limit: int
    period: timedelta


LOOKS: Limit = {"limit": 60, "period": timedelta(minutes=10)}
PROOFS: Limit = {"limit": 5, "period": timedelta(minutes=15)}
# Whoever has many addresses still cannot try the ten thousand numbers of a known prefix against one request.
PROOFS_OF_CASE: Limit = {"limit": 30, "period": timedelta(hours=1)}


@never_cache
@require_safe
def track(request: HttpRequest) -> HttpResponse:
    """Ask for a code; a code that cannot be one is refused here, where it was typed."""
    typed = request.GET.get("code")
    if typed is None:
        return render(request, "pages/citizen/track.html", {})
    code = tracking_codes.fold(typed)
    if tracking_codes.is_valid(code):
        return redirect("track_case", code)
    error = (
        _("Write the tracking code of your receipt.")
        if not typed.strip()
        else _("This is not a tracking code. Check it against your receipt: it has 11 letters and digits.")
    )
    return render(request, "pages/citizen/track.html", {"typed": typed, "error": error}, status=400)


@never_cache
@require_http_methods(["GET", "POST"])
def track_case(request: HttpRequest, code: str) -> HttpResponse:
    """The stages of a request. A POST proves by mobile or national id that its details may be shown."""
    try:
        count(f"track:{client_address(request)}", **LOOKS)
        if request.method == "POST":
            folded = tracking_codes.fold(code)[:12]
            count(f"track-proof:{folded}:{client_address(request)}", **PROOFS)
            count(f"track-proof:{folded}", **PROOFS_OF_CASE)
    except TooManyRequests as refusal:
        return render(request, "429.html", {"refusal": refusal}, status=429)
    found = selectors.case_by_code(code)
    if request.method == "POST":
        return _prove(request, code, found)
    if found is None:
        return _unknown(request, code)
    return _page(request, found, proven=found.code in request.session.get("tracked", []))


def _unknown(request: HttpRequest, code: str) -> HttpResponse:
    error = _("No request has this tracking code. Check it against your receipt.")
    return render(request, "pages/citizen/track.html", {"typed": code, "error": error}, status=404)


def _prove(request: HttpRequest, code: str, found: selectors.PublicCase | None) -> HttpResponse:
    case = selectors.case_with_details(code, request.POST.get("identity", ""))
    if found is None:
        return _unknown(request, code)
    if case is None:
        error = _("This is not the mobile number or national id that the request was made with.")
        return _page(request, found, identity_error=error, status=403)
    request.session["tracked"] = [*request.session.get("tracked", []), case.code][-20:]
    return redirect("track_case", case.code)


def _page(
    request: HttpRequest,
    found: selectors.PublicCase,
    *,
    proven: bool = False,
    identity_error: str = "",
    status: int = 200,
) -> HttpResponse:
    own = request.user.is_authenticated and selectors.owns_code(request.user, found.code)
    context = {
        "found": found,
        "diagram": diagram_of_stages(found),
        "is_own": own,
        "details": CaseView.proven(found.code) if proven and not own else None,
        "identity_error": identity_error,
        "identity": request.POST.get("identity", ""),
    }
    return render(request, "pages/citizen/tracked.html", context, status=status)
