"""What the verbs cost, in queries that do work."""

from uuid import uuid4

from tests.query_counts import assert_queries
from tests.workflows.factories import ANSWERS, REQUEST_FIELDS, decide, form, open_task, submitted
from workflows import services


def test_verbs(permits):
    submitted(permits)
    case = submitted(permits, area="150")
    task = open_task(case)
    with assert_queries("workflows.claim_task", at_most=6):
        services.claim_task(task=task, user=permits.clerk)
    task.refresh_from_db()
    with assert_queries("workflows.decide_task", at_most=15):
        services.decide_task(task=task, user=permits.clerk, decision="d_accept", revision=task.revision)
    with assert_queries("workflows.decide_task.with_form", at_most=18):
        decide(case, "d_approve", permits.expert, answers={permits.expert_form.slug: {"finding": "x"}})
    with assert_queries("workflows.decide_task.closing", at_most=18):
        decide(case, "d_approve", permits.head)


def test_submit_a_fifteen_field_request(permits):
    extra = [{**REQUEST_FIELDS[2], "name": f"extra{n}", "label": f"افزوده {n}"} for n in range(12)]
    definition, version = form("درخواست بزرگ", "large", [*REQUEST_FIELDS, *extra])
    permits.service.request_form = definition
    permits.service.save()
    answers = {**ANSWERS, **{f"extra{n}": "x" for n in range(12)}}
    values = {"service": permits.service, "version": version, "answers": answers, "applicant": permits.citizen}
    services.submit_request(**values, key=uuid4())
    with assert_queries("workflows.submit_request", at_most=16):
        services.submit_request(**values, key=uuid4())
