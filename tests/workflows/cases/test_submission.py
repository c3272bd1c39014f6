"""A citizen submits a request."""

import datetime as dt
from uuid import uuid4

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser

from forms_ext.models import FormRecord, FormVersion
from messaging.models import OutboxMessage
from persian.working_time import add_working_days
from tests.workflows.factories import ANSWERS, open_task, submitted
from workflows import selectors, services, tracking_codes
from workflows.errors import AnswersInvalid, NotAllowed, NotPublished
from workflows.models import Case, Draft, ServiceProcess, Task


def submit(permits, **values):
    values = {
        "service": permits.service,
        "version": permits.form_version,
        "answers": ANSWERS,
        "applicant": permits.citizen,
        "key": uuid4(),
        **values,
    }
    return services.submit_request(**values)


def test_it_becomes_a_case_that_waits_at_the_first_post(permits):
    case = submitted(permits, area="80")

    assert tracking_codes.is_valid(case.code)
    assert (case.applicant, case.service, case.kind) == (permits.citizen, permits.service, Case.Kind.REQUEST)
    assert case.is_open
    task = open_task(case)
    assert (task.post, task.owner, task.title) == (permits.clerk_post, None, "بررسی مدارک")
    record = case.forms.get(is_request=True).record
    assert record.answers["area"] in ("80", 80)
    assert record.version == permits.form_version


def test_what_was_promised_is_frozen(permits):
    with time_machine.travel(dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC), tick=False):
        case = submitted(permits)
        assert case.due == add_working_days(case.created, 5)
    permits.service.promised_working_days, permits.service.cost_amount = 50, 9
    permits.service.save()
    case.refresh_from_db()
    assert "1٬250٬000" in case.cost_text
    assert case.due == add_working_days(dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC), 5)


@pytest.mark.parametrize(("kind", "text"), [("free", "رایگان"), ("described", "برابر تعرفه")])
def test_cost_in_words(permits, kind, text):
    permits.service.cost_kind, permits.service.cost_amount = kind, None
    permits.service.cost_description = "برابر تعرفه"
    assert selectors.cost_text(permits.service) in (text, "Free of charge")


def test_the_first_step_is_due_by_its_own_limit(permits):
    case = submitted(permits)
    assert open_task(case).due == add_working_days(case.created, 2)


def test_the_receipt_goes_out_by_sms_and_e_mail(permits):
    case = submitted(permits)
    messages = OutboxMessage.objects.filter(reference=case.code)
    assert {(message.channel, message.recipient) for message in messages} == {
        ("sms", permits.citizen.mobile),
        ("email", permits.citizen.email),
    }
    assert all(tracking_codes.display(case.code) in message.body for message in messages)


def test_who_has_no_e_mail_gets_an_sms_only(permits):
    case = submitted(permits, applicant=permits.other_citizen)
    assert [message.channel for message in OutboxMessage.objects.filter(reference=case.code)] == ["sms"]


def test_the_event_is_written(permits):
    case = submitted(permits)
    first = selectors.timeline(case)[0]
    assert (first.action, first.user, first.timestamp) == (
        "case.submitted",
        permits.citizen,
        case.log_entries.first().timestamp,
    )


def test_the_draft_is_gone_and_was_the_key(permits):
    draft = services.save_draft(
        applicant=permits.citizen, service=permits.service, version=permits.form_version, answers={"area": "80"}, step=1
    )
    case = submitted(permits, key=draft.pk)
    assert case.idempotency_key == draft.pk
    assert not Draft.objects.exists()


def test_the_same_key_is_the_same_case(permits):
    key = uuid4()
    first, again = submit(permits, key=key), submit(permits, key=key)
    assert first == again
    assert (Case.objects.count(), FormRecord.objects.count(), Task.objects.filter(post__isnull=False).count()) == (
        1,
        1,
        1,
    )
    assert OutboxMessage.objects.count() == 2


def test_another_persons_key_is_refused(permits):
    key = uuid4()
    submit(permits, key=key)
    with pytest.raises(NotAllowed):
        submit(permits, key=key, applicant=permits.other_citizen)
    assert Case.objects.count() == 1


def test_a_visitor_is_refused(permits):
    with pytest.raises(NotAllowed):
        submit(permits, applicant=AnonymousUser())
    permits.citizen.is_active = False
    with pytest.raises(NotAllowed):
        submit(permits)


def test_bad_answers_are_refused_by_field_and_change_nothing(permits):
    with pytest.raises(AnswersInvalid) as refused:
        submit(permits, answers={"area": "بزرگ"})
    slug = permits.form.slug
    assert set(refused.value.by_form) == {slug}
    assert set(refused.value.by_form[slug]) == {"address", "area"}
    assert not Case.objects.exists()
    assert not FormRecord.objects.exists()


def test_a_field_that_the_form_lacks_is_never_stored(permits):
    try:
        case = submit(permits, answers={**ANSWERS, "is_staff": "yes"})
    except AnswersInvalid:
        return
    assert "is_staff" not in case.forms.get().record.answers


def test_an_unpublished_service_takes_nothing(permits):
    permits.service.live = False
    with pytest.raises(NotPublished):
        submit(permits)
    assert selectors.application_for(permits.service) is None


def test_a_service_without_process_takes_nothing(permits):
    ServiceProcess.objects.all().delete()
    with pytest.raises(NotPublished):
        submit(permits)
    assert selectors.application_for(permits.service) is None


def test_another_forms_version_is_refused(permits):
    with pytest.raises(NotPublished):
        submit(permits, version=permits.expert_version, answers={"finding": "x"})


def test_a_form_replaced_while_it_was_filled_is_accepted_for_some_days(permits):
    newer = FormVersion.objects.create(
        form=permits.form,
        number=2,
        title="new",
        schema=permits.form_version.schema,
        digest="1" * 64,
    )
    assert selectors.application_for(permits.service).form_version == newer
    assert submit(permits).forms.get().record.version == permits.form_version
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=15)), pytest.raises(NotPublished):
        submit(permits)


def test_search_text_is_folded(permits):
    permits.citizen.first_name, permits.citizen.last_name = "علي", "كاظمي"
    case = submitted(permits)
    assert "علی کاظمی" in case.search_text
    assert permits.citizen.national_id in case.search_text
    assert case.code.lower() in case.search_text


def test_what_applying_needs(permits):
    application = selectors.application_for(permits.service)
    assert (application.form_version, application.process_version) == (permits.form_version, permits.process_version)
