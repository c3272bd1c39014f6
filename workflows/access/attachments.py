"""Who may read a document that belongs to a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflows.access.placed_forms import readable_forms
from workflows.access.scope import may_see
from workflows.models import CaseForm

if TYPE_CHECKING:
    from accounts.models import User
    from forms_ext.models import Attachment


def may_read_attachment(user: User, attachment: Attachment) -> bool:
    """Checker for `forms_ext.access`: the document belongs to a form of a case that the person may read."""
    if attachment.record_id is None or not user.is_authenticated:
        return False
    row = (
        CaseForm.objects.filter(record=attachment.record_id)
        .select_related("case")
        .only("form_id", "case__applicant_id", "case__process_version_id", "case__code")
        .first()
    )
    if row is None or not may_see(row.case, user):
        return False
    readable = readable_forms(row.case, user)
    return readable is None or row.form_id in readable
