"""Search of cases in one's scope, and one case to read."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from listing.keyset import newest_first
from organisation.selectors import posts_of
from persian import jalali
from workflows import selectors
from workflows.desk.access import StaffRequest
from workflows.desk.case_screen import case_context
from workflows.desk.filters import CaseFilter
from workflows.models import Case


@login_required
@require_safe
def case_list(request: StaffRequest) -> HttpResponse:
    """Cases that my posts, or posts below them, have had; all of them for managers and administrators."""
    posts = list(posts_of(request.user))
    if not posts and not selectors.sees_everything(request.user):
        return render(request, "desk/no_post.html", {"my_posts": [], "section": "cases"}, status=403)
    data = request.GET.copy()
    data.pop("cursor", None)
    asked = CaseFilter(data)
    cases = _narrowed(selectors.cases_in_scope(request.user), asked.asked)
    page = newest_first(cases, cursor=request.GET.get("cursor"), size=25)
    context = {
        "section": "cases",
        "my_posts": posts,
        "filter": asked,
        "chips": asked.chips(),
        "query": data.urlencode(),
        "total": selectors.capped_count(cases),
        "page": page,
        "rows": selectors.with_places(page.rows),
    }
    return render(request, "desk/cases.html", context)


def _narrowed(cases: QuerySet[Case], asked: dict) -> QuerySet[Case]:
    if service := asked.get("service"):
        cases = cases.filter(service_id=service)
    if status := asked.get("status"):
        cases = cases.filter(finished__isnull=True) if status == "open" else cases.filter(outcome=status)
    if since := asked.get("since"):
        cases = cases.filter(created__gte=jalali.day_start(since))
    if until := asked.get("until"):
        cases = cases.filter(created__lt=jalali.day_bounds(until, until)[1])
    if text := asked.get("text"):
        cases = cases.filter(selectors.matching_text(text))
    return cases


@login_required
@require_safe
def case(request: StaffRequest, code: str) -> HttpResponse:
    """One case, to read: its forms, documents, timeline and diagram. One that is not mine to see is not found."""
    found = selectors.case_for(request.user, code)
    if code != found.code:
        return redirect("desk_case", found.code)
    if (
        found.applicant_id == request.user.pk
        and not selectors.cases_in_scope(request.user).filter(pk=found.pk).exists()
    ):
        raise Http404  # an applicant follows the own case in the citizen's screens, in the citizen's words
    return render(request, "desk/case.html", {"section": "cases"} | case_context(found, request.user))
