"""Staff work a case: they decide, and it goes where their decision leads."""

import pytest

from messaging.models import Message
from tests.forms_ext.factories import publisher
from tests.workflows.builder.steps import decision, end, placed, staff
from tests.workflows.factories import decide, form, open_task, submitted
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
from workflows.models import Case, CaseForm, Task


def decide_as(task, user, decision="d_accept", **values):
    values.setdefault("revision", task.revision)
    return services.decide_task(task=task, user=user, decision=decision, **values)


def test_a_small_permit_goes_past_the_expert_to_its_end(permits):
    case = submitted(permits, area="80")
    decide(case, "d_accept", permits.clerk)
    assert open_task(case).post == permits.head_post

    done = decide(case, "d_approve", permits.head)

    assert done.process.outcome == Case.Outcome.DONE
    case.refresh_from_db()
    assert (case.status, case.outcome, case.is_open) == ("DONE", "done", False)
    assert case.facts == {"decision.step_review": "d_accept", "decision.step_sign": "d_approve"}
    stored = Task.objects.get(pk=done.pk)
    assert (stored.decision, stored.decision_label) == ("d_approve", "تأیید و صدور")


def test_a_large_permit_passes_the_expert(permits):
    case = submitted(permits, area="150")
    decide(case, "d_accept", permits.clerk)
    assert open_task(case).post == permits.expert_post

    decide(case, "d_approve", permits.expert, answers={permits.expert_form.slug: {"finding": "بی‌اشکال"}})

    assert open_task(case).post == permits.head_post
    form = CaseForm.objects.get(case=case, form=permits.expert_form)
    assert form.record.answers["finding"] == "بی‌اشکال"
    assert not form.is_request


def test_a_rejection_ends_the_case_and_tells_the_applicant(permits):
    case = submitted(permits)
    decide(case, "d_reject", permits.clerk, note="مدارک ناقص است")

    case.refresh_from_db()
    assert case.outcome == Case.Outcome.REJECTED
    *_earlier, written, closing = Message.objects.filter(kind="email", reference=case.code).order_by("id")
    assert "پذیرفته نشد" in written.body
    assert "صدور پروانه ساختمان" in written.body
    assert "مدارک ناقص است" in closing.body, "the process did not say why"


def test_the_closing_message_carries_the_answers(permits):
    case = submitted(permits, address="خیابان ۱۵ خرداد")
    decide(case, "d_accept", permits.clerk)
    decide(case, "d_approve", permits.head)
    body = Message.objects.filter(kind="sms", reference=case.code).latest("id").body
    assert "خیابان" in body
    assert case.code[:3] in body


def test_the_event_says_who_under_which_post_and_what(permits):
    case = submitted(permits)
    decide(case, "d_reject", permits.second_clerk, note="ناقص")
    event = next(entry for entry in selectors.timeline(case) if entry.action == "task.decided")
    assert (event.user, event.post, event.note) == (permits.second_clerk, permits.clerk_post, "ناقص")
    assert event.data["decision"] == "d_reject"
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
    for unknown in ("d_approve", "", "step_sign"):
        with pytest.raises(UnknownDecision):
            decide_as(task, permits.clerk, unknown)


@pytest.mark.parametrize("note", ["", "  \n"])
def test_a_needed_note_is_asked_for(permits, note):
    with pytest.raises(NoteRequired):
        decide_as(open_task(submitted(permits)), permits.clerk, "d_reject", note=note)


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
    decide(case, "d_accept", permits.clerk)
    task = open_task(case)
    with pytest.raises(AnswersInvalid) as refused:
        decide_as(task, permits.expert, "d_approve")
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
    decide(case, "d_accept", permits.clerk)
    slug = permits.expert_form.slug
    task = open_task(case)

    saved = services.save_task_forms(
        task=task, user=permits.expert, answers={slug: {"finding": "نیمه‌کاره"}}, revision=task.revision
    )

    assert saved.owner == permits.expert
    form = next(form for form in selectors.task_forms(open_task(case), permits.expert) if form.form_slug == slug)
    assert (form.answers, form.is_unfinished, form.record) == ({"finding": "نیمه‌کاره"}, True, None)
    decide(case, "d_approve", permits.expert)
    assert CaseForm.objects.get(case=case, form=permits.expert_form).record.answers["finding"] == "نیمه‌کاره"


def test_unfinished_work_need_not_be_complete_but_not_wrong(permits):
    case = submitted(permits)
    decide(case, "d_return", permits.clerk, note="مساحت")
    decide_again = submitted(permits, area="150")
    decide(decide_again, "d_accept", permits.clerk)
    task = open_task(decide_again)
    slug = permits.expert_form.slug
    saved = services.save_task_forms(
        task=task, user=permits.expert, answers={slug: {"finding": ""}}, revision=task.revision
    )
    assert saved.data["answers"] == {slug: {"finding": ""}}


def test_what_can_be_decided(permits):
    options = selectors.decisions_of(open_task(submitted(permits)))
    assert [(option.key, option.needs_note, option.target_title) for option in options] == [
        ("d_accept", False, "مساحت"),
        ("d_return", True, "اصلاح درخواست"),
        ("d_reject", True, "اطلاع رد"),
    ]


def test_a_route_may_ask_for_the_audience_of_the_service(permits):
    from forms_ext.conditions import evaluate
    from workflows.engine.facts import CaseFacts

    facts = CaseFacts(submitted(permits))
    assert evaluate({"field": "case.audience", "op": "contains", "value": "g2c", "kind": "choices"}, facts)
    assert not evaluate({"field": "case.audience", "op": "contains", "value": "g2g", "kind": "choices"}, facts)


def test_unfinished_work_is_checked_for_what_is_filled(permits):
    case = submitted(permits, area="150")
    decide(case, "d_accept", permits.clerk)
    task, slug = open_task(case), permits.expert_form.slug

    def save(answers, revision):
        return services.save_task_forms(task=task, user=permits.expert, answers={slug: answers}, revision=revision)

    with pytest.raises(AnswersInvalid) as refused:
        save({"finding": ["نه", "این"]}, task.revision)
    assert set(refused.value.by_form[slug]) == {"finding"}
    assert open_task(case).owner is None
    saved = save({"finding": "بی‌مانع"}, task.revision)
    assert (saved.status, saved.owner, saved.revision) == ("ASSIGNED", permits.expert, task.revision + 2)
    again = save({"finding": "بامانع"}, saved.revision)
    assert again.revision == saved.revision + 1
    kept = open_task(case)
    assert kept.data == {"answers": {slug: {"finding": "بامانع"}}, "authors": {slug: permits.expert.pk}}
    assert kept.assigned == saved.assigned
    told = [entry for entry in selectors.timeline(case) if entry.action == "task.saved"]
    assert [entry.data["forms"] for entry in told] == [[slug], [slug]]
    assert not CaseForm.objects.filter(case=case, form=permits.expert_form).exists()


def test_only_writable_forms_are_kept_unfinished(permits):
    task = open_task(submitted(permits))
    with pytest.raises(NotAllowed):
        services.save_task_forms(
            task=task, user=permits.clerk, answers={permits.form.slug: {"area": "1"}}, revision=task.revision
        )


def test_the_decided_row_and_its_case_say_what_was_decided(permits):
    case = submitted(permits, area="150")
    decide(case, "d_accept", permits.clerk, note="  همه درست است ")
    reviewed = Task.objects.get(process=case, step="step_review")
    assert (reviewed.status, reviewed.decision, reviewed.decision_label) == ("DONE", "d_accept", "پذیرش")
    assert (reviewed.note, reviewed.owner, reviewed.watched) == ("همه درست است", permits.clerk, True)
    assert reviewed.finished is not None
    assert reviewed.revision == 2  # claimed by deciding, then decided
    slug = permits.expert_form.slug
    task = open_task(case)
    assert list(task.previous.values_list("step", flat=True)) == ["step_route"]
    services.save_task_forms(task=task, user=permits.expert, answers={slug: {"finding": "الف"}}, revision=task.revision)
    decide(case, "d_approve", permits.expert, answers={slug: {"finding": "ب"}})
    inspected = Task.objects.get(pk=task.pk)
    assert inspected.data == {}
    event = [entry for entry in selectors.timeline(case) if entry.action == "task.decided"][-1]
    assert event.data == {"decision": "d_approve", "decision_label": "تأیید", "changed": {slug: ["finding"]}}
    assert (event.decision_label, event.note) == ("تأیید", "")
    decide(case, "d_approve", permits.head)
    assert not Task.objects.filter(process=case, watched=True).exists()


def test_a_form_that_is_filled_already_is_not_asked_for_again(permits):
    permits.process.steps = [
        staff("first", permits.clerk_post, decision("on", "second"), forms=[placed(permits.expert_form, "write")]),
        staff("second", permits.clerk_post, decision("on", "done"), forms=[placed(permits.expert_form, "write")]),
        end(),
    ]
    services.publish_process(process=permits.process, user=publisher())
    case = submitted(permits)
    answers = {permits.expert_form.slug: {"finding": "همان"}}
    decide(case, "d_on", permits.clerk, answers=answers)
    decide(case, "d_on", permits.second_clerk, answers=answers)
    record = CaseForm.objects.get(case=case, form=permits.expert_form).record
    assert (record.answers["finding"], record.created_by) == ("همان", permits.clerk)
    first, second = [entry for entry in selectors.timeline(case) if entry.action == "task.decided"]
    assert first.data["changed"] == {permits.expert_form.slug: ["finding"]}
    assert "changed" not in second.data


def test_the_second_writer_changes_the_record_and_may_leave_it(permits):
    write = [placed(permits.expert_form, "write")]
    permits.process.steps = [
        staff("first", permits.clerk_post, decision("on", "second"), forms=write),
        staff("second", permits.clerk_post, decision("on", "third"), forms=write),
        staff("third", permits.clerk_post, decision("on", "done"), forms=write),
        end(),
    ]
    services.publish_process(process=permits.process, user=publisher())
    case, slug = submitted(permits), permits.expert_form.slug
    decide(case, "d_on", permits.clerk, answers={slug: {"finding": "یک"}})
    decide(case, "d_on", permits.clerk)
    decide(case, "d_on", permits.clerk, answers={slug: {"finding": "سه"}})
    assert CaseForm.objects.get(case=case, form=permits.expert_form).record.answers["finding"] == "سه"


def test_every_complaint_comes_at_once(permits):
    other, _version = form("گزارش دوم", "second", [{"type": "text", "name": "also", "label": "نیز", "required": True}])
    write = [placed(permits.expert_form, "write"), placed(other, "write")]
    permits.process.steps = [staff("both", permits.clerk_post, decision("on", "done"), forms=write), end()]
    services.publish_process(process=permits.process, user=publisher())
    case = submitted(permits)
    with pytest.raises(AnswersInvalid) as refused:
        decide(case, "d_on", permits.clerk, answers={permits.expert_form.slug: {"finding": ""}})
    assert set(refused.value.by_form) == {permits.expert_form.slug, other.slug}
    assert not CaseForm.objects.filter(case=case, is_request=False).exists()
