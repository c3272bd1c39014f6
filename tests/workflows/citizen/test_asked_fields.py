"""A clerk ticks what is to be mended; the applicant sees that open and needed, the rest to read."""

import pytest
from django.urls import reverse

from tests.workflows.citizen.conftest import FIELDS
from tests.workflows.factories import ANSWERS, decide, open_task, submitted
from workflows import services
from workflows.errors import AnswersInvalid, CannotAsk, NoteRequired

pytestmark = pytest.mark.django_db

PLAIN = [field for field in FIELDS if field.get("name") in ("address", "area", "remarks")]


@pytest.fixture(scope="module")
def request_fields():
    """The request form without file and choice."""
    return PLAIN


@pytest.fixture
def case(org):
    return submitted(org)


def keys(org, *names):
    return [f"{org.form.slug}.{name}" for name in names]


def sent_back(org, case, *names):
    decide(case, "d_return", org.clerk, note="مساحت با سند نمی‌خواند.", asked=keys(org, *names))
    return open_task(case)


def answer(org, task, **changed):
    return services.answer_applicant_task(
        task=task,
        applicant=org.citizen,
        answers={org.form.slug: {**ANSWERS, **changed}},
        revision=task.revision,
        note="همین است",
    )


def stored(case):
    return case.forms.get(is_request=True).record.answers


# ------------------------------------------------------------------------------------------------ the verbs
def test_what_is_ticked_is_asked_of_the_next_step(org, case):
    assert sent_back(org, case, "area", "remarks").asked == {org.form.slug: ["area", "remarks"]}


def test_with_nothing_ticked_all_is_open(org, case):
    task = sent_back(org, case)
    assert task.asked == {}
    answer(org, task, address="خیابان انقلاب")
    assert stored(case)["address"] == "خیابان انقلاب"


def test_what_was_asked_is_said_in_the_next_step_only(org, case):
    answer(org, sent_back(org, case, "area"), area="90")
    assert open_task(case).asked == {}


@pytest.mark.parametrize("decision", ["d_accept", "d_reject"])
def test_only_a_decision_that_returns_the_case_asks(org, case, decision):
    with pytest.raises(CannotAsk):
        decide(case, decision, org.clerk, note="ن", asked=keys(org, "area"))


def test_only_fields_of_the_forms_are_asked(org, case):
    for key in (*keys(org, "nothing"), "other.area", "area", ""):
        with pytest.raises(CannotAsk):
            decide(case, "d_return", org.clerk, note="ن", asked=[key])


def test_asking_needs_a_note(org, case):
    with pytest.raises(NoteRequired):
        decide(case, "d_return", org.clerk, note=" ", asked=keys(org, "area"))


def test_an_asked_field_is_refused_unchanged_and_empty(org, case):
    task = sent_back(org, case, "area", "remarks")
    with pytest.raises(AnswersInvalid) as refused:
        answer(org, task)
    assert set(refused.value.by_form[org.form.slug]) == {"area", "remarks"}
    with pytest.raises(AnswersInvalid) as refused:
        services.answer_applicant_task(task=task, applicant=org.citizen, answers={}, revision=task.revision, note="ن")
    assert "area" in refused.value.by_form[org.form.slug]
    answer(org, task, area="90", remarks="اصلاح شد")
    assert (str(stored(case)["area"]), stored(case)["remarks"]) == ("90", "اصلاح شد")


def test_what_is_not_asked_stays_as_it_was(org, case):
    before = stored(case)["address"]
    answer(org, sent_back(org, case, "area"), area="90", address="جای دیگر")
    assert (str(stored(case)["area"]), stored(case)["address"]) == ("90", before)


# ---------------------------------------------------------------------------------------------- the screens
def test_the_clerk_ticks_and_the_citizen_mends(org, case, sign_in):
    clerk, task = sign_in(org.clerk), open_task(case)
    services.claim_task(task=task, user=org.clerk)
    address = reverse("desk_task", args=[task.pk])
    page = clerk.get(address).content.decode()
    assert "desk-asked" in page
    for key in keys(org, "address", "area", "remarks"):
        assert f'value="{key}"' in page
    posted = {
        "revision": open_task(case).revision,
        "action": "decide",
        "decision-decision": "d_accept",
        "decision-note": "مساحت با سند نمی‌خواند.",
        "decision-asked": keys(org, "area", "remarks"),
    }
    refused = clerk.post(address, posted)
    assert refused.status_code == 422
    assert "با این تصمیم نمی‌توان این بخش‌ها را خواست" in refused.content.decode()
    assert refused.content.decode().count(" checked") == 3  # the decision and both ticks are kept
    assert clerk.post(address, {**posted, "decision-decision": "d_return"}).status_code == 302

    task = open_task(case)
    citizen, address = sign_in(org.citizen), reverse("applicant_task", args=[task.pk])
    page = citizen.get(address).content.decode()
    assert 'name="f1-area"' in page
    assert 'name="f1-remarks"' in page
    assert 'name="f1-address"' not in page
    assert ANSWERS["address"] in page  # to read
    assert "مساحت با سند نمی‌خواند." in page
    assert "(اختیاری)" not in page.partition("id_note")[0], "what is asked is needed"
    same = {"revision": task.revision, "f1-area": "80", "f1-remarks": ""}
    refused = citizen.post(address, same).content.decode()
    assert "این بخش تغییری نکرده است" in refused
    assert "این بخش خواسته شده است" in refused
    mended = {**same, "f1-area": "۹۰", "f1-remarks": "اصلاح شد", "f1-address": "جای دیگر"}
    assert citizen.post(address, mended).status_code == 302
    assert (str(stored(case)["area"]), stored(case)["address"]) == ("90", ANSWERS["address"])

    changed = clerk.get(reverse("desk_task", args=[open_task(case).pk])).content.decode()
    assert "تغییرات فرم" in changed
    assert "اصلاح شد" in changed


def test_a_step_that_returns_nothing_offers_no_ticks(org, sign_in):
    case = submitted(org)
    decide(case, "d_accept", org.clerk)
    services.claim_task(task=open_task(case), user=org.head)
    page = sign_in(org.head).get(reverse("desk_task", args=[open_task(case).pk])).content.decode()
    assert "desk-asked" not in page
