"""Who may what with a case: forms by role, papers, keys and notes, the ways in that only the applicant has."""

import datetime as dt
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.utils import timezone

from forms_ext.access import may_read
from forms_ext.models import Attachment
from forms_ext.services import save_record
from organisation.models import Appointment
from tests.forms_ext.factories import publisher
from tests.workflows.builder.steps import applicant, decision, end, staff
from tests.workflows.factories import appoint, decide, open_task, person, post, service, submitted
from workflows import selectors, services, tracking_codes
from workflows.errors import NotAllowed


@pytest.fixture
def inspected(permits):
    """A case that the clerk let pass and the expert reported on; it waits at the head."""
    case = submitted(permits, area="150")
    decide(case, "d_accept", permits.clerk, note="فقط برای همکاران")
    decide(case, "d_approve", permits.expert, answers={permits.expert_form.slug: {"finding": "محرمانه"}})
    return case


# ------------------------------------------------------------------------------------------------ forms by role
REQUEST, REPORT = "request", "report"
READS = {
    "citizen": {REQUEST},
    "other_citizen": set(),
    "staff_without_post": set(),
    "treasurer": set(),
    "clerk": {REQUEST},
    "second_clerk": {REQUEST},
    "expert": {REQUEST, REPORT},
    "head": {REQUEST, REPORT},  # sees the posts below
    "manager": {REQUEST, REPORT},
    "administrator": {REQUEST, REPORT},
}


@pytest.mark.parametrize("who", READS)
def test_forms_that_each_may_read(permits, inspected, who):
    kinds = {permits.form.slug: REQUEST, permits.expert_form.slug: REPORT}
    found = selectors.case_forms(inspected, getattr(permits, who))
    assert {kinds[form.form_slug] for form in found} == READS[who]
    assert not any(form.is_writable for form in found)


@pytest.mark.parametrize("who", READS)
def test_papers_are_read_by_who_reads_their_form(permits, inspected, who):
    user = getattr(permits, who)
    for row in inspected.forms.all():
        paper = paper_of(permits.citizen, record=row.record)
        assert may_read(user, paper) is ((REQUEST if row.is_request else REPORT) in READS[who])
    assert may_read(user, paper_of(permits.citizen)) is (who == "citizen")
    elsewhere = save_record(version=permits.form_version, answers={}, user=None)
    assert not may_read(user, paper_of(permits.citizen, record=elsewhere))


def paper_of(uploader, **values):
    return Attachment.objects.create(
        field="paper", original_name="p.pdf", content_type="application/pdf", size=1, uploaded_by=uploader, **values
    )


def test_a_form_is_written_only_where_its_step_says_so_by_who_may_act(permits):
    case = submitted(permits, area="150")
    decide(case, "d_accept", permits.clerk)
    task = open_task(case)

    def writable(user):
        return [form.form_slug for form in selectors.task_forms(task, user) if form.is_writable]

    assert writable(permits.expert) == [permits.expert_form.slug]
    assert writable(permits.head) == []
    assert writable(permits.manager) == []


def test_unfinished_work_is_not_shown_to_who_only_reads(permits):
    case = submitted(permits, area="150")
    decide(case, "d_accept", permits.clerk)
    task = open_task(case)
    answers = {permits.expert_form.slug: {"finding": "نیمه‌کاره"}}
    saved = services.save_task_forms(task=task, user=permits.expert, answers=answers, revision=task.revision)
    request, report = selectors.task_forms(saved, permits.manager)
    assert (report.answers, report.is_unfinished) == ({}, False)
    assert (request.is_request, request.answers["area"], request.record is None) == (True, "150", False)


def test_the_applicant_writes_what_is_asked_and_only_while_it_is(permits):
    case = submitted(permits)
    decide(case, "d_return", permits.clerk, note="مساحت")
    asked = open_task(case)
    assert [form.is_writable for form in selectors.task_forms(asked, permits.citizen)] == [True]
    services.answer_applicant_task(task=asked, applicant=permits.citizen, answers={}, revision=asked.revision)
    answered = selectors.applicant_task_for(permits.citizen, asked.pk)
    assert [form.is_writable for form in selectors.task_forms(answered, permits.citizen)] == [False]


# --------------------------------------------------------------------------------------------- the applicant's own
def test_only_the_applicants_own_ways_in(permits):
    key = uuid4()
    case = submitted(permits, key=key)
    assert selectors.own_case(permits.citizen, case.code) == case
    assert selectors.case_of_key(permits.citizen, key) == case
    assert selectors.owns_code(permits.citizen, case.code)
    assert selectors.proven_case(tracking_codes.display(case.code)) == case
    for stranger in (permits.other_citizen, permits.clerk, permits.administrator):
        with pytest.raises(Http404):
            selectors.own_case(stranger, case.code)
        assert selectors.case_of_key(stranger, key) is None
        assert not selectors.owns_code(stranger, case.code)
    assert selectors.case_of_key(AnonymousUser(), key) is None


def test_a_key_is_of_one_service(permits):
    key = uuid4()
    case = submitted(permits, key=key)
    other = service("خدمت دیگر", request_form=permits.form, runs=permits.process)
    permits.service = other
    with pytest.raises(NotAllowed):
        submitted(permits, key=key)
    assert selectors.case_of_key(permits.citizen, key) == case


def test_what_is_asked_of_an_applicant_is_theirs_alone(permits):
    first, second = submitted(permits), submitted(permits)
    for case in (first, second):
        decide(case, "d_return", permits.clerk, note="مساحت")
    assert [task.process_id for task in selectors.open_applicant_tasks(permits.citizen)] == [first.pk, second.pk]
    assert [case.asks_applicant for case in selectors.cases_of(permits.citizen)] == [True, True]
    assert selectors.open_applicant_tasks(permits.other_citizen) == []
    asked = open_task(first)
    for stranger in (permits.other_citizen, permits.clerk, permits.administrator):
        with pytest.raises(Http404):
            selectors.applicant_task_for(stranger, asked.pk)
        with pytest.raises(Http404):
            selectors.task_for(stranger, asked.pk)
    staff_task = open_task(submitted(permits))
    with pytest.raises(Http404):
        selectors.applicant_task_for(permits.citizen, staff_task.pk)


def test_the_note_that_an_applicant_reads_is_that_of_the_decision_that_asked(permits):
    case = submitted(permits)
    decide(case, "d_return", permits.clerk, note="مساحت را درست کنید")
    asked = open_task(case)
    assert selectors.note_to_applicant(asked) == "مساحت را درست کنید"
    services.answer_applicant_task(task=asked, applicant=permits.citizen, answers={}, revision=asked.revision)
    decide(case, "d_return", permits.clerk, note="نقشه کم است")
    assert selectors.note_to_applicant(open_task(case)) == "نقشه کم است"
    assert selectors.note_to_applicant(asked) == "مساحت را درست کنید"


def test_who_is_asked_first_of_all_reads_no_note(permits):
    permits.process.steps = [applicant("bring"), end()]
    services.publish_process(process=permits.process, user=publisher())
    assert selectors.note_to_applicant(open_task(submitted(permits))) == ""


def test_a_draft_is_its_owners(permits):
    values = {"service": permits.service, "version": permits.form_version, "answers": {"area": "8"}}
    draft = services.save_draft(applicant=permits.citizen, **values)
    assert selectors.draft_for(permits.other_citizen, permits.service) is None
    with pytest.raises(NotAllowed):
        services.discard_draft(draft=draft, applicant=permits.other_citizen)
    assert selectors.draft_for(permits.citizen, permits.service) == draft
    services.discard_draft(draft=draft, applicant=permits.citizen)
    assert selectors.draft_for(permits.citizen, permits.service) is None
    with pytest.raises(NotAllowed):
        services.save_draft(applicant=AnonymousUser(), **values)


# --------------------------------------------------------------------------------------------------- sight of staff
def test_work_that_was_ones_own_stays_in_sight_when_the_post_is_gone(permits):
    case = submitted(permits)
    task = open_task(case)
    decide(case, "d_accept", permits.clerk)
    Appointment.objects.filter(person=permits.clerk).update(ends_on=timezone.localdate() - dt.timedelta(days=1))
    assert selectors.task_for(permits.clerk, task.pk) == task
    assert selectors.case_for(permits.clerk, case.code) == case
    assert [form.form_slug for form in selectors.case_forms(case, permits.clerk)] == [permits.form.slug]
    with pytest.raises(Http404):
        selectors.task_for(permits.clerk, open_task(case).pk)


def test_an_appointment_counts_from_its_first_day_to_its_last(permits):
    today, day = timezone.localdate(), dt.timedelta(days=1)
    task = open_task(submitted(permits))
    for starts, ends, may in [
        (today, None, True),
        (today, today, True),
        (today + day, None, False),
        (today - 2 * day, today - day, False),
    ]:
        someone = person()
        appoint(someone, permits.clerk_post, Appointment.Kind.SUBSTITUTE, starts_on=starts, ends_on=ends)
        assert selectors.may_act(task, someone) is may


def test_who_left_the_organisation_acts_nowhere_and_sees_nothing(permits):
    case = submitted(permits)
    for who in (permits.clerk, permits.manager):
        who.is_active = False
        who.save()
        assert not selectors.may_act(open_task(case), who)
        assert not selectors.cases_in_scope(who).exists()
        with pytest.raises(Http404):
            selectors.case_for(who, case.code)


def test_a_chart_of_three_levels_is_seen_from_the_top(permits):
    director = person("director")
    top = post("مدیر کل")
    appoint(director, top)
    permits.head_post.superior = top
    permits.head_post.save()
    case = submitted(permits)
    assert selectors.case_for(director, case.code) == case
    task = services.claim_task(task=open_task(case), user=permits.clerk)
    assert services.release_task(task=task, user=director).owner is None


def test_staff_whose_posts_a_case_never_saw_read_none_of_it(permits):
    permits.process.steps = [staff("only", permits.finance_post, decision("on", "done"), hides_request=True), end()]
    services.publish_process(process=permits.process, user=publisher())
    case = submitted(permits)
    assert case not in selectors.cases_in_scope(permits.clerk)
    assert case in selectors.cases_in_scope(permits.treasurer)
    assert selectors.case_forms(case, permits.treasurer) == []
