"""Staff work a case: they decide, and it goes where their decision leads."""

import pytest

from messaging.models import OutboxMessage
from tests.workflows.factories import decide, open_task, submitted
from workflows import selectors, services
from workflows.errors import (
    AlreadyClaimed,
    AnswersInvalid,
    NotAllowed,
    NoteRequired,
    StalePage,
    TaskClosed,
    UnknownDecision,
)
from workflows.models import Case, CaseForm


def decide_as(task, user, decision="accept", **values):
    values.setdefault("revision", task.revision)
    return services.decide_task(task=task, user=user, decision=decision, **values)


def test_a_small_permit_goes_past_the_expert_to_its_end(permits):
    case = submitted(permits, area="80")
    decide(case, "accept", permits.clerk)
    assert open_task(case).post == permits.head_post

    done = decide(case, "approve", permits.head)

    assert done.process.outcome == Case.Outcome.DONE
    case.refresh_from_db()
    assert (case.status, case.outcome, case.is_open) == ("DONE", "done", False)
    assert case.facts == {"decision.step_review": "accept", "decision.step_sign": "approve"}


def test_a_large_permit_passes_the_expert(permits):
    case = submitted(permits, area="150")
    decide(case, "accept", permits.clerk)
    assert open_task(case).post == permits.expert_post

    decide(case, "approve", permits.expert, answers={permits.expert_form.slug: {"finding": "بی‌اشکال"}})

    assert open_task(case).post == permits.head_post
    form = CaseForm.objects.get(case=case, form=permits.expert_form)
    assert form.record.answers["finding"] == "بی‌اشکال"
    assert not form.is_request


def test_a_rejection_ends_the_case_and_tells_the_applicant(permits):
    case = submitted(permits)
    decide(case, "reject", permits.clerk, note="مدارک ناقص است")

    case.refresh_from_db()
    assert case.outcome == Case.Outcome.REJECTED
    message = OutboxMessage.objects.filter(channel="email", reference=case.code).latest("id")
    assert "پذیرفته نشد" in message.body
    assert "صدور پروانه ساختمان" in message.body


def test_the_closing_message_carries_the_answers(permits):
    case = submitted(permits, address="خیابان ۱۵ خرداد")
    decide(case, "accept", permits.clerk)
    decide(case, "approve", permits.head)
    body = OutboxMessage.objects.filter(channel="sms", reference=case.code).latest("id").body
    assert "خیابان" in body
    assert case.code[:3] in body


def test_the_event_says_who_under_which_post_and_what(permits):
    case = submitted(permits)
    decide(case, "reject", permits.second_clerk, note="ناقص")
    event = next(entry for entry in selectors.timeline(case) if entry.action == "task.decided")
    assert (event.user, event.post, event.note) == (permits.second_clerk, permits.clerk_post, "ناقص")
    assert event.data["decision"] == "reject"
    assert event.data["acting_as"] == "substitute"
    assert event.duration is not None


def test_only_holders_of_the_post_decide(permits):
    task = open_task(submitted(permits))
    strangers = [permits.expert, permits.head, permits.manager, permits.administrator, permits.staff_without_post]
    for user in [*strangers, permits.citizen]:
        with pytest.raises(NotAllowed):
            decide_as(task, user)
    assert decide_as(task, permits.clerk)


def test_another_holders_task_is_not_decided(permits):
    task = services.claim_task(task=open_task(submitted(permits)), user=permits.clerk)
    with pytest.raises(AlreadyClaimed) as refused:
        decide_as(task, permits.second_clerk)
    assert refused.value.owner == permits.clerk


def test_a_decision_that_is_not_offered_is_refused(permits):
    task = open_task(submitted(permits))
    for decision in ("approve", "", "step_sign"):
        with pytest.raises(UnknownDecision):
            decide_as(task, permits.clerk, decision)


@pytest.mark.parametrize("note", ["", "  \n"])
def test_a_needed_note_is_asked_for(permits, note):
    with pytest.raises(NoteRequired):
        decide_as(open_task(submitted(permits)), permits.clerk, "reject", note=note)


def test_a_stale_page_is_refused_and_says_who_changed_it(permits):
    task = open_task(submitted(permits))
    seen = task.revision
    services.claim_task(task=task, user=permits.clerk)
    services.release_task(task=task, user=permits.clerk)
    with pytest.raises(StalePage) as refused:
        decide_as(task, permits.second_clerk, revision=seen)
    assert refused.value.current_revision == seen + 2
    assert refused.value.by == permits.clerk


def test_a_finished_task_is_closed(permits):
    task = open_task(submitted(permits))
    decide_as(task, permits.clerk)
    with pytest.raises(TaskClosed):
        decide_as(task, permits.clerk)
    with pytest.raises(TaskClosed):
        services.claim_task(task=task, user=permits.second_clerk)


def test_a_required_form_keeps_the_task_open(permits):
    case = submitted(permits, area="150")
    decide(case, "accept", permits.clerk)
    task = open_task(case)
    with pytest.raises(AnswersInvalid) as refused:
        decide_as(task, permits.expert, "approve")
    assert set(refused.value.by_form[permits.expert_form.slug]) == {"finding"}
    task.refresh_from_db()
    assert (task.status, task.owner) == ("NEW", None)


def test_a_form_that_is_read_only_here_is_not_written(permits):
    task = open_task(submitted(permits))
    with pytest.raises(NotAllowed):
        decide_as(task, permits.clerk, answers={permits.form.slug: {"area": "1"}})
    with pytest.raises(NotAllowed):
        decide_as(task, permits.clerk, answers={permits.expert_form.slug: {"finding": "x"}})


def test_unfinished_work_is_kept_and_used_by_the_decision(permits):
    case = submitted(permits, area="150")
    decide(case, "accept", permits.clerk)
    slug = permits.expert_form.slug
    task = open_task(case)

    saved = services.save_task_forms(
        task=task, user=permits.expert, answers={slug: {"finding": "نیمه‌کاره"}}, revision=task.revision
    )

    assert saved.owner == permits.expert
    form = next(form for form in selectors.task_forms(open_task(case), permits.expert) if form.form_slug == slug)
    assert (form.answers, form.is_unfinished, form.record) == ({"finding": "نیمه‌کاره"}, True, None)
    decide(case, "approve", permits.expert)
    assert CaseForm.objects.get(case=case, form=permits.expert_form).record.answers["finding"] == "نیمه‌کاره"


def test_unfinished_work_need_not_be_complete_but_not_wrong(permits):
    case = submitted(permits)
    decide(case, "return", permits.clerk, note="مساحت")
    decide_again = submitted(permits, area="150")
    decide(decide_again, "accept", permits.clerk)
    task = open_task(decide_again)
    slug = permits.expert_form.slug
    saved = services.save_task_forms(
        task=task, user=permits.expert, answers={slug: {"finding": ""}}, revision=task.revision
    )
    assert saved.data["answers"] == {slug: {"finding": ""}}


def test_what_can_be_decided(permits):
    options = selectors.decisions_of(open_task(submitted(permits)))
    assert [(option.key, option.needs_note, option.target_type) for option in options] == [
        ("accept", False, "route"),
        ("return", True, "applicant_task"),
        ("reject", True, "message"),
    ]


def test_a_route_may_ask_for_the_audience_of_the_service(permits):
    from forms_ext.conditions import evaluate
    from workflows.engine.facts import CaseFacts

    facts = CaseFacts(submitted(permits))
    assert evaluate({"field": "case.audience", "op": "contains", "value": "g2c", "kind": "choices"}, facts)
    assert not evaluate({"field": "case.audience", "op": "contains", "value": "g2g", "kind": "choices"}, facts)
