"""Whoever acts on a page that shows what was, changes nothing: in every verb that takes the page's revision."""

import pytest

from tests.workflows.factories import decide, open_task, submitted
from workflows import services
from workflows.errors import StalePage
from workflows.models import Task

VERBS = {
    "decide": lambda org, task, seen: services.decide_task(
        task=task, user=org.clerk, decision="d_accept", revision=seen
    ),
    "refer": lambda org, task, seen: services.refer_task(
        task=task, user=org.clerk, post=org.finance_post, note="لطفاً", revision=seen
    ),
    "save": lambda org, task, seen: services.save_task_forms(task=task, user=org.clerk, answers={}, revision=seen),
}


def state(case):
    return list(Task.objects.filter(process=case).order_by("pk").values("status", "owner", "post", "revision", "data"))


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("off", [-1, 1])
def test_a_page_of_another_revision_is_refused(permits, verb, off):
    case = submitted(permits)
    task = services.claim_task(task=open_task(case), user=permits.clerk)
    before = state(case)
    with pytest.raises(StalePage) as refused:
        VERBS[verb](permits, task, task.revision + off)
    assert refused.value.by == permits.clerk
    assert refused.value.at == task.assigned
    assert state(case) == before


def test_an_applicants_stale_page_is_refused(permits):
    case = submitted(permits)
    decide(case, "d_return", permits.clerk, note="مساحت")
    asked = open_task(case)
    with pytest.raises(StalePage):
        services.answer_applicant_task(
            task=asked, applicant=permits.citizen, answers={}, revision=asked.revision + 1, note="x"
        )
    assert open_task(case) == asked
