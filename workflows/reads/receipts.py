"""What the receipt of a case says."""

from __future__ import annotations

from django.conf import settings

from cms.selectors import organisation
from documents import receipt as document
from documents.receipt import ReceiptData
from workflows import tracking_codes
from workflows.engine import specs
from workflows.engine.messages import tracking_link
from workflows.models import Case


def receipt_data(case: Case) -> ReceiptData:
    """The receipt of a case, with the date as it was promised first, wherever it has moved to.

    `next_steps` are the steps that every request passes, in the citizen's words. No query beyond the case's.
    """
    return ReceiptData(
        code=case.code,
        display_code=tracking_codes.display(case.code),
        service_title=case.service.title,
        service_code=case.service.code,
        applicant_name=str(case.applicant),
        submitted_at=case.created,
        promised=case.promised,
        cost_text=case.cost_text,
        next_steps=_next_steps(case),
        verify_url=f"{settings.BASE_URL.rstrip('/')}/verify/{case.verify_token}/",
        track_url=tracking_link(case),
        organisation=organisation().name,
        outcome=case.outcome,
    )


def _next_steps(case: Case) -> list[str]:
    return [specs.public_title(node) for node in specs.spec_of_case(case).stages_of_every_request()]


def receipt_pdf(case: Case, language: str = "fa") -> bytes:
    """The receipt of a case as PDF, in Persian (right to left) or English."""
    return document.receipt_pdf(receipt_data(case), language)
