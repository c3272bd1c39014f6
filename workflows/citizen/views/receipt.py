"""The receipt, on screen and as PDF, and the page that says whether one is authentic."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cms.selectors import organisation
from documents.qr import qr_svg
from workflows import selectors, tracking_codes
from workflows.citizen.signing_in import CitizenRequest, citizen_required


@never_cache
@citizen_required
@require_safe
def receipt(request: CitizenRequest, code: str) -> HttpResponse:
    """The receipt of the visitor's own case (or of one in their scope as staff); 404 for any other."""
    case = selectors.case_for(request.user, code)
    data = selectors.receipt_data(case)
    is_own = case.applicant_id == request.user.pk
    return render(request, "pages/citizen/receipt.html", {"case": case, "receipt": data, "is_own": is_own})


@never_cache
@citizen_required
@require_safe
def receipt_pdf(request: CitizenRequest, code: str) -> HttpResponse:
    """The same as PDF, in the visitor's language."""
    case = selectors.case_for(request.user, code)
    pdf = selectors.receipt_pdf(case, get_language() or "fa")
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="receipt-{case.code}.pdf"'
    return response


@never_cache
@require_safe
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """Whether the receipt with this token is ours, and of what: nothing of the person."""
    case = selectors.case_by_verify_token(token_read) if (token_read := _uuid(token)) else None
    context = {
        "case": case,
        "organisation": organisation(),
        "display_code": tracking_codes.display(case.code) if case else "",
    }
    return render(request, "pages/citizen/verify.html", context, status=200 if case else 404)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def receipt_qr(request: HttpRequest, code: str) -> HttpResponse:
    """The QR code of a receipt, as an image of its own: the page holds no markup that was not escaped."""
    if not request.user.is_authenticated:
        raise Http404
    case = selectors.case_for(request.user, code)
    svg = qr_svg(selectors.receipt_data(case).verify_url)
    response = HttpResponse(svg, content_type="image/svg+xml")
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    response["Cache-Control"] = "private, max-age=3600"
    return response
