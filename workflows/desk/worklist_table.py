"""The rows of the worklist's table as HTML.

A Django template takes three times as long for the same rows, half of the page's drawing; so these few cells, and no
others, are put together by `format_html`, which escapes every text.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from workflows.desk.worklist_rows import ShownRow

_START = (
    "<tr data-row{late_row}>{check}"
    '<td data-label="{t_code}"><a data-open href="{address}">'
    '<bdi dir="ltr" class="tracking-code">{code}</bdi></a></td>'
    '<td data-label="{t_service}">{service}</td>'
    '<td data-label="{t_step}">{step}</td>'
    '<td data-label="{t_applicant}">{applicant}</td>'
    '<td data-label="{t_post}">{post}</td>'
    '<td data-label="{t_arrived}"><time datetime="{arrived_iso}">{arrived}</time></td>'
)
_OPEN = (
    '<td data-label="{t_due}"><time datetime="{due_iso}">{due}</time> '
    '<span class="desk-second"><span class="desk-rel">{due_in}</span>{late_sign}{near_sign}</span>{promise}</td>'
    '<td data-label="{t_claimed_by}">{claim}</td></tr>'
)
_FINISHED = '<td data-label="{t_finished}"><time datetime="{finished_iso}">{finished}</time>{late_sign}</td>'
_ENDS = {
    "done": _FINISHED + '<td data-label="{t_decision}">{decision}</td></tr>',
    "waiting": _FINISHED + '<td data-label="{t_now_at}">{now_at}</td></tr>',
}
_LATE_SIGN = ' <span class="late-sign"><i class="bi bi-alarm-fill" aria-hidden="true"></i> {}</span>'
_NEAR_SIGN = ' <span class="near-sign"><i class="bi bi-hourglass-split" aria-hidden="true"></i> {}</span>'
_PROMISE = ' <small class="desk-second">{} {}</small>'
_CLAIM = (
    '<button class="btn btn-sm btn-outline-primary desk-claim" type="submit" form="bulk" formaction="{}claim/"'
    ' data-claim aria-label="{}">{}</button>'
)
_BOX = '<input type="checkbox" class="form-check-input" form="bulk" name="task" value="{}" aria-label="{}">'
_CHECK = '<td class="desk-table__check">{}</td>'


def table_rows(rows: Sequence[ShownRow], tab: str, *, claimable: bool) -> SafeString:
    """The `<tr>`s of a tab; `claimable` adds the column of check boxes. Empty for no rows."""
    pattern, labels = _START + _ENDS.get(tab, _OPEN), _labels()
    late, claim = format_html(_LATE_SIGN, _("Late")), pgettext("verb", "Claim")
    near, promise = format_html(_NEAR_SIGN, _("Due soon")), _("First promise:")
    late_row = format_html(' class="{}"', "is-late")
    return format_html_join(
        "\n",
        pattern,
        (
            {
                **row,
                **labels,
                "late_row": late_row if row["is_late"] else "",
                "late_sign": late if row["is_late"] else "",
                "near_sign": near if row["is_near"] else "",
                "promise": format_html(_PROMISE, promise, row["first_promise"]) if row["first_promise"] else "",
                "check": _check(row) if claimable else "",
                "claim": format_html(_CLAIM, row["address"], row["claim_label"], claim)
                if row["is_free"]
                else row["claimed_by"],
            }
            for row in rows
        ),
    )


def _check(row: ShownRow) -> SafeString:
    return format_html(_CHECK, format_html(_BOX, row["pk"], row["select_label"]) if row["is_free"] else "")


def _labels() -> dict[str, SafeString]:
    """The columns' names, which every cell repeats for the cards of a phone; escaped once."""
    labels = {
        "t_code": _("Tracking code"),
        "t_service": _("Service"),
        "t_step": _("Step"),
        "t_applicant": _("Applicant"),
        "t_post": _("Post"),
        "t_arrived": _("Arrived"),
        "t_finished": _("Finished"),
        "t_decision": _("Decision"),
        "t_now_at": _("Now at"),
        "t_due": _("Due"),
        "t_claimed_by": _("Claimed by"),
    }
    return {name: format_html("{}", text) for name, text in labels.items()}
