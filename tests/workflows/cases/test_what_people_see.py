"""Who sees what of a case: scope, tracking by code, stages, receipt, the event log."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.urls import reverse

from tests.workflows.factories import decide, open_task, person, submitted
from workflows import selectors, tracking_codes

SEES = {"citizen", "clerk", "second_clerk", "head", "manager", "administrator"}
SEES_NOT = {"other_citizen", "expert", "treasurer", "staff_without_post"}


@pytest.mark.parametrize("who", sorted(SEES | SEES_NOT))
def test_who_sees_a_case_and_its_task(permits, who):
    case = submitted(permits)
    user, task = getattr(permits, who), open_task(case)
    if who in SEES:
        assert selectors.case_for(user, tracking_codes.display(case.code)) == case
    else:
        with pytest.raises(Http404):
            selectors.case_for(user, case.code)
    if who in SEES - {"citizen"}:
        assert selectors.task_for(user, task.pk) == task
        assert case in selectors.cases_in_scope(user)
    else:
        with pytest.raises(Http404):
            selectors.task_for(user, task.pk)
        assert case not in selectors.cases_in_scope(user)


def test_a_visitor_sees_nothing(permits):
    case = submitted(permits)
    for read in (selectors.case_for, selectors.own_case):
        with pytest.raises(Http404):
            read(AnonymousUser(), case.code)


def test_the_code_alone_tells_stage_and_dates(permits):
    case = submitted(permits)
    public = selectors.case_by_code(tracking_codes.display(case.code).lower())
    assert (public.stage, public.due, public.outcome) == ("بررسی درخواست شما", case.due, "")
    assert permits.citizen.last_name not in repr(public)
    assert selectors.case_by_code("0" * 11) is None
    assert selectors.case_by_code("") is None


def test_a_wrong_code_costs_the_same_queries(permits, django_assert_num_queries):
    case = submitted(permits)
    selectors.case_by_code(case.code)
    with django_assert_num_queries(2):
        selectors.case_by_code(case.code)
    with django_assert_num_queries(2):
        selectors.case_by_code(tracking_codes.new_code())


def test_details_need_the_mobile_or_the_national_id(permits):
    case = submitted(permits)
    for typed in (permits.citizen.mobile, permits.citizen.national_id):
        assert selectors.case_with_details(case.code, typed) == case
    for typed in ("", permits.other_citizen.mobile, "None"):
        assert selectors.case_with_details(case.code, typed) is None
    assert not selectors.details_allowed(None, permits.citizen.mobile)


def test_hidden_steps_are_hidden_from_the_citizen(permits):
    case = submitted(permits, area="150")
    decide(case, "d_accept", permits.clerk)
    titles = [stage.title for stage in selectors.stages(case)]
    assert titles[1:3] == ["بررسی درخواست شما", "صدور پروانه"]
    assert "بازدید" not in titles
    assert not any("بازدید" in entry.step_title for entry in selectors.timeline(case, public=True))
    assert not any(entry.actor_name or entry.note for entry in selectors.timeline(case, public=True))


def test_the_applicant_does_not_read_the_experts_form(permits):
    case = submitted(permits, area="150")
    decide(case, "d_accept", permits.clerk)
    decide(case, "d_approve", permits.expert, answers={permits.expert_form.slug: {"finding": "محرمانه"}})
    assert [form.form_slug for form in selectors.case_forms(case, permits.citizen)] == [permits.form.slug]
    assert len(selectors.case_forms(case, permits.expert)) == 2
    assert len(selectors.case_forms(case, permits.manager)) == 2


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_receipt_is_a_pdf_and_runs_nothing(permits, language):
    permits.service.title = '#panic("x") [*b*] $x$ " \\'
    case = submitted(permits)
    pdf = selectors.receipt_pdf(case, language)
    assert pdf.startswith(b"%PDF")
    data = selectors.receipt_data(case)
    assert data.next_steps == ["بررسی درخواست شما", "صدور پروانه"]
    assert str(case.verify_token) in data.verify_url
    assert selectors.case_by_verify_token(case.verify_token) == case
    assert selectors.case_by_verify_token(uuid4()) is None


def test_the_site_history_shows_cases_to_administrators(permits, client):
    case = submitted(permits)
    client.force_login(person("root", is_staff=True, is_superuser=True))
    page = client.get(reverse("wagtailadmin_reports:site_history"), {"action": "case.submitted"})
    assert page.status_code == 200
    assert case.code in page.content.decode()
