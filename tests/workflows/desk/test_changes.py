"""What the screens say of a form that was changed on its way."""

import re

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from forms_ext.services import save_record
from tests.query_counts import assert_queries
from tests.workflows.factories import ANSWERS, decide, open_task, submitted
from workflows import selectors, services

pytestmark = pytest.mark.django_db


def corrected(org):
    """A request that was sent back, and came with another area."""
    case = submitted(org, area="150")
    decide(case, "return", org.clerk, note="مساحت؟")
    task = open_task(case)
    services.answer_applicant_task(
        task=task,
        applicant=org.citizen,
        answers={org.form.slug: {**ANSWERS, "area": "170"}},
        revision=task.revision,
    )
    return case


def disclosed(page):
    """The texts of the disclosures on a page, spaces folded."""
    found = re.findall(r'<details class="miz-changes">(.*?)</details>', page.content.decode(), re.S)
    return [re.sub(r"\s+", " ", strip_tags(one)).strip() for one in found]


def test_staff_see_who_changed_what_beside_the_form_and_in_the_timeline(org, sign_in):
    case = corrected(org)
    for address in (reverse("desk_case", args=[case.code]), reverse("desk_task", args=[open_task(case).pk])):
        in_timeline, beside = sorted(disclosed(sign_in(org.clerk).get(address)), key=len, reverse=True)
        for text in (in_timeline, beside):
            assert text.startswith("تغییرات فرم")
            assert str(org.citizen) in text
            assert re.search("مساحت پیش از تغییر: ۱۵۰ .*پس از تغییر: ۱۷۰", text)
        assert org.form.title in in_timeline


def test_a_change_stands_at_the_task_that_made_it(org):
    case = corrected(org)
    [form] = selectors.case_forms(case, org.manager)
    changes = selectors.form_changes([form])
    entries = selectors.with_changes(selectors.timeline(case), changes)
    [entry] = [one for one in entries if one.changes]
    assert entry.action == "task.answered"
    [change] = entry.changes
    assert change.context == ("task", entry.task.pk)
    assert [(row.label, row.old, row.new) for row in change.rows] == [("مساحت", "۱۵۰", "۱۷۰")]


def test_an_applicant_sees_the_own_change_in_the_own_words(org, sign_in):
    case = corrected(org)
    [text] = disclosed(sign_in(org.citizen).get(reverse("my_case", args=[case.code])))
    assert "به دست شما" in text
    assert "۱۷۰" in text


def test_an_applicant_sees_no_change_of_a_form_that_is_not_theirs(org, sign_in):
    case = submitted(org, area="150")
    decide(case, "accept", org.clerk)
    decide(case, "approve", org.expert, answers={org.expert_form.slug: {"finding": "نخست"}})
    record = case.forms.get(form=org.expert_form).record
    save_record(version=record.version, answers={"finding": "دوم"}, user=org.expert, record=record)
    assert any("نخست" in text for text in disclosed(sign_in(org.expert).get(reverse("desk_case", args=[case.code]))))
    page = sign_in(org.citizen).get(reverse("my_case", args=[case.code]))
    assert disclosed(page) == []
    assert "نخست" not in page.content.decode()


def test_a_form_that_was_never_changed_says_nothing(org, sign_in):
    case = submitted(org)
    assert disclosed(sign_in(org.clerk).get(reverse("desk_case", args=[case.code]))) == []


def test_it_costs_one_query(org, sign_in):
    case = corrected(org)
    client, address = sign_in(org.clerk), reverse("desk_case", args=[case.code])
    client.get(address)
    with assert_queries("desk.case.changed", at_most=20):
        client.get(address)
