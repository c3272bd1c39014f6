"""The electronic receipt (رسید): its data, and the PDF made of it.

The document is a typst template; the case's data reaches it as one JSON text in `sys.inputs`, so that nothing that
people typed is ever read as typst's own language.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import segno
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from persian.digits import localise
from persian.jalali import format_date, format_datetime
from workflows import tracking_codes
from workflows.cases import specs
from workflows.cases.messages import tracking_link
from workflows.cases.stages import surely_next
from workflows.models import Case

if TYPE_CHECKING:
    import typst

_compiling = Lock()


@dataclass(frozen=True, slots=True)
class ReceiptData:
    """What the receipt says. Dates and texts as stored; screens and documents write them in their language."""

    code: str
    display_code: str
    service_title: str
    service_code: str
    applicant_name: str
    submitted_at: datetime
    due: datetime
    cost_text: str
    next_steps: list[str]
    verify_url: str
    track_url: str
    organisation: str
    outcome: str


def receipt_data(case: Case) -> ReceiptData:
    """The receipt of a case. `next_steps` are the steps that every request passes, in the citizen's words. No query
    beyond the case's.
    """
    return ReceiptData(
        code=case.code,
        display_code=tracking_codes.display(case.code),
        service_title=case.service.title,
        service_code=case.service.code,
        applicant_name=str(case.applicant),
        submitted_at=case.created,
        due=case.due,
        cost_text=case.cost_text,
        next_steps=_next_steps(case),
        verify_url=f"{settings.BASE_URL.rstrip('/')}/verify/{case.verify_token}/",
        track_url=tracking_link(case),
        organisation=_organisation(),
        outcome=case.outcome,
    )


def _next_steps(case: Case) -> list[str]:
    spec = specs.spec_of_case(case)
    return [
        specs.public_title(node)
        for node in surely_next(spec, "start")
        if node["type"] in specs.WAITING_TYPES and not node.get("hidden")
    ]


def _organisation() -> str:
    from cms.organisation import organisation

    return organisation().name


def receipt_pdf(case: Case, language: str = "fa") -> bytes:
    """The receipt as PDF, in Persian (right to left) or English. About 10 ms once the process has read its fonts."""
    with translation.override(language):
        data = json.dumps(_document(receipt_data(case), language), ensure_ascii=False)
    # One compiler a process holds the fonts; its inputs are set for each document, so documents take turns.
    with _compiling:
        pdf = _compiler().compile(str(_template()), sys_inputs={"data": data}, format="pdf")
    if not isinstance(pdf, bytes):  # several files are only made where several pages are asked for as pictures
        raise TypeError("typst gave no single document")
    return pdf


def _template() -> Path:
    return Path(settings.BASE_DIR) / "templates" / "documents" / "receipt.typ"


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    import typst

    return typst.Compiler(
        root=str(_template().parent), font_paths=[str(settings.DOCUMENT_FONTS)], ignore_system_fonts=True
    )


def _document(receipt: ReceiptData, language: str) -> dict[str, object]:
    """All texts of the document, in the active language."""
    return {
        "lang": language,
        "dir": "rtl" if translation.get_language_bidi() else "ltr",
        "organisation": receipt.organisation,
        "title": _("Electronic receipt of the request"),
        "code_label": _("Tracking code"),
        "code": receipt.display_code,
        "rows": [
            [_("Service"), receipt.service_title],
            [_("Service code"), localise(receipt.service_code)],
            [_("Applicant"), receipt.applicant_name],
            [_("Submitted"), format_datetime(receipt.submitted_at)],
            [_("Answer by"), format_date(receipt.due)],
            [_("Cost"), localise(receipt.cost_text) or "–"],
        ],
        "next_label": _("What happens next"),
        "next": receipt.next_steps,
        "verify_label": _("Scan the code to check that this receipt is authentic."),
        "track_label": _("Follow your request at:"),
        "track_url": receipt.track_url,
        "qr": qr_svg(receipt.verify_url),
        "keep": _("Keep the tracking code: with it and your mobile number you can follow the request."),
    }


def qr_svg(text: str) -> str:
    """A QR code as SVG text."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=1, xmldecl=False, svgns=True, dark="#000")
    return out.getvalue().decode()
