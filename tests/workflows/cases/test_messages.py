"""What the applicant is told while the case runs: each message once, none lost, and what could not be sent is known."""

from django.utils import translation

from messaging.models import Message
from tests.forms_ext.factories import publisher
from tests.workflows.builder.steps import decision, end, message, staff
from tests.workflows.factories import decide, open_task, submitted
from workflows import events, selectors, services


def sent(case, channel):
    """Texts of the case's messages by one way, the receipt left out."""
    keys = Message.objects.filter(reference=case.code, kind=channel).exclude(idempotency_key__contains="receipt")
    return [message.body for message in keys.order_by("id")]


def queued_events(case, channel):
    return [
        entry.data
        for entry in selectors.timeline(case)
        if entry.action == events.MESSAGE_QUEUED and entry.data["channel"] == channel
    ]


def test_a_message_in_a_loop_is_sent_each_time_round(org):
    org.process.steps = [
        message("tell", "review", body="به بررسی رسید"),
        staff("review", org.clerk_post, decision("again", "tell"), decision("on", "done")),
        end(),
    ]
    services.publish_process(process=org.process, user=publisher())
    case = submitted(org)
    decide(case, "d_again", org.clerk)
    decide(case, "d_again", org.clerk)
    assert sent(case, "sms") == ["به بررسی رسید"] * 3


def test_the_applicant_is_asked_each_time_the_case_comes_back(permits):
    case = submitted(permits)
    for _time in range(2):
        decide(case, "d_return", permits.clerk, note="مساحت نادرست است")
        asked = open_task(case)
        services.answer_applicant_task(
            task=asked, applicant=permits.citizen, answers={}, revision=asked.revision, note="درست کردم"
        )
    assert len(sent(case, "sms")) == 2
    assert len(sent(case, "email")) == 2


def test_what_could_not_be_sent_for_want_of_an_address_is_in_the_event(permits):
    case = submitted(permits, applicant=permits.other_citizen)
    assert permits.other_citizen.email == ""
    decide(case, "d_reject", permits.clerk, note="ناقص")
    assert sent(case, "email") == []
    assert [data.get("no_address") for data in queued_events(case, "email")] == [True]


def test_what_was_sent_carries_no_such_flag(permits):
    case = submitted(permits)
    decide(case, "d_reject", permits.clerk, note="ناقص")
    assert [data.get("no_address") for data in queued_events(case, "email")] == [None, None, None]


def test_the_timeline_says_in_words_that_there_was_no_address(permits):
    case = submitted(permits, applicant=permits.other_citizen)
    decide(case, "d_reject", permits.clerk, note="ناقص")
    with translation.override("fa"):
        labels = [entry.label for entry in selectors.timeline(case)]
    assert "رایانامه‌ای برای متقاضی فرستاده نشد: نشانی رایانامه‌ای ثبت نشده است" in labels
    assert "پیام به متقاضی" in labels, "the SMS"


def test_a_message_names_the_step_in_the_applicants_words(permits):
    case = submitted(permits)
    decide(case, "d_return", permits.clerk, note="مساحت نادرست است")
    assert "اصلاح درخواست توسط شما" in sent(case, "sms")[-1]
