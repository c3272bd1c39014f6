"""Private documents."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe
from wagtail.log_actions import log

from forms_ext import events, selectors

# What a browser may show in place; anything else is only downloaded.
SHOWN_IN_PLACE = {"application/pdf", "image/jpeg", "image/png", "image/webp"}


@require_safe
def attachment(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """An attachment, streamed to whom may read it; 404 to everybody else. The look is logged, once it is sure."""
    found = selectors.attachment_for(request.user, pk)
    try:
        stream = found.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    log(found, events.ATTACHMENT_VIEWED, user=request.user, title=found.original_name)
    response = FileResponse(stream, content_type=found.content_type)
    in_place = found.content_type in SHOWN_IN_PLACE
    response["Content-Disposition"] = content_disposition_header(not in_place, found.original_name) or "attachment"
    response["Content-Length"] = found.size
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    # Whatever the bytes hold, they run nothing here.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
