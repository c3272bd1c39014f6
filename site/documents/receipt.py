"""The electronic receipt (رسید) as a document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from documents.qr import qr_svg
from documents.typesetting import pdf
from persian.digits import localise
from persian.jalali import format_date, format_datetime


@dataclass(frozen=True, slots=True)
class ReceiptData:
    """What the receipt says. Dates and texts as stored; screens and documents write them in their language."""

    code: str
    display_code: str
    service_title: str
    service_code: str
    applicant_name: str
    submitted_at: datetime
    promised: datetime
    cost_text: str
    next_steps: list[str]
    verify_url: str
    track_url: str
    organisation: str
    outcome: str


def receipt_pdf(receipt: ReceiptData, language: str = "fa") -> bytes:
    """The receipt as PDF, in Persian (right to left) or English."""
    with translation.override(language):
        return pdf("receipt.typ", _texts(receipt, language))


def _texts(receipt: ReceiptData, language: str) -> dict[str, object]:
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
            [_("Answer by"), format_date(receipt.promised)],
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
