"""The worklist (کارتابل) and the claiming of several tasks at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from listing.next_address import next_address
from listing.numbers import whole_number
from persian.digits import localise
from workflows import selectors, services, tracking_codes
from workflows.desk.access import StaffRequest, staff_only
from workflows.desk.filters import WorklistFilter
from workflows.desk.worklist_filter import blank_filter_form, filter_form
from workflows.desk.worklist_rows import shown_rows
from workflows.desk.worklist_table import table_rows

TABS = {
    "new": gettext_lazy("New"),
    "mine": gettext_lazy("With me"),
    "waiting": gettext_lazy("Waiting"),
    "late": gettext_lazy("Late"),
    "done": gettext_lazy("Done"),
}
BULK_LIMIT = 200


@staff_only
@require_safe
def worklist(request: StaffRequest) -> HttpResponse:
    """One tab of the worklist of my posts, filtered, a page at a time."""
    tab = request.GET.get("tab", "new")
    tab = tab if tab in TABS else "new"
    posts = request.my_posts
    narrowed = _without(request, "cursor", "tab")
    asked = WorklistFilter(narrowed, user=request.user, posts=posts) if narrowed else None
    chips = asked.chips() if asked else []
    page = selectors.worklist(request.user, tab, asked.asked if asked else {}, request.GET.get("cursor"), posts=posts)
    rows = shown_rows(page.rows)
    claimable = any(row["is_free"] for row in rows)
    counts = selectors.worklist_counts(request.user, posts=posts)
    context = {
        "section": "worklist",
        "my_posts": posts,
        "tab": tab,
        "tabs": [{"key": key, "label": label, "count": counts[key]} for key, label in TABS.items()],
        "counts": counts,
        "filter": asked,
        "filter_form": filter_form(asked, chips, tab) if asked else blank_filter_form(request.user, posts, tab),
        "chips": chips,
        "tab_query": narrowed.urlencode(),
        "query": _without(request, "cursor").urlencode(),
        "page": page,
        "table_rows": table_rows(rows, tab, claimable=claimable),
        "claimable": claimable,
    }
    return render(request, "desk/worklist.html", context)


@staff_only
@require_POST
def claim_selected(request: StaffRequest) -> HttpResponse:
    """Claim the selected tasks; say of each that was refused why."""
    back = next_address(request) or "desk"
    chosen = [pk for text in request.POST.getlist("task") if (pk := whole_number(text)) is not None][:BULK_LIMIT]
    if not chosen:
        messages.warning(request, _("Select at least one task first."))
        return redirect(back)
    outcome = services.claim_tasks(tasks=chosen, user=request.user)
    if outcome.done:
        count = len(outcome.done)
        text = ngettext("%(count)s task is now with you.", "%(count)s tasks are now with you.", count)
        messages.success(request, text % {"count": localise(str(count))})
    for pk, reason in outcome.refused:
        messages.warning(
            request, _("%(task)s was not claimed: %(reason)s") % {"task": _name(request, pk), "reason": reason}
        )
    return redirect(back)


def _name(request: StaffRequest, pk: int) -> str:
    """What a refused task is called: by its case where the person may see it, else by nothing but its number."""
    try:
        task = selectors.task_for(request.user, pk)
    except Http404:
        return _("Task %(number)s") % {"number": localise(str(pk))}
    return f"{task.title} ({tracking_codes.display(task.process.code)})"


def _without(request: StaffRequest, *names: str) -> Any:
    data = request.GET.copy()
    for name in names:
        data.pop(name, None)
    for name in [name for name in data if not any(data.getlist(name))]:
        del data[name]
    return data
