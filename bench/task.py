"""The page of one task with two forms and a timeline of twenty events, beside the bare view."""

from __future__ import annotations

from uuid import uuid4

from bench import data
from bench.measure import Report, Visitor, interleaved
from tests.workflows import factories
from tests.workflows.builder.steps import placed
from workflows import services
from workflows.models import Case, CaseLogEntry, Task

EVENTS = 20


def run(report: Report, world: data.World, rounds: int) -> None:
    task = _worked_task(world)
    clerk, reader = Visitor(world.clerk), Visitor(world.one)
    found = interleaved(
        {"bare": lambda: reader("/bench/worklist/"), "task": lambda: clerk(f"/desk/tasks/{task.pk}/")}, rounds=rounds
    )
    report.part(f"1c. Task page: a form of 15 answers to read, one of 5 fields to fill, a timeline of {EVENTS} events")
    report.times("task page, times the bare view", found["task"], found["bare"], 3.5)
    report.note("task page", found["task"])
    report.note("bare view", found["bare"])


def _worked_task(world: data.World) -> Task:
    """A task that has been claimed and given back until its case has so many events; claimed at last."""
    task = Task.objects.get(process=_case(world), status="NEW")
    while CaseLogEntry.objects.filter(case=task.process_id).count() < EVENTS - 1:
        services.release_task(task=services.claim_task(task=task, user=world.clerk), user=world.clerk)
    return services.claim_task(task=task, user=world.clerk)


def _case(world: data.World) -> Case:
    form, version = factories.form("درخواست", "t15_", data.fields(15))
    extra, _version = factories.form("گزارش", "t5_", data.fields(5))
    steps = data.two_steps(world.desk, world.sign, placed(extra, "write"))
    process, _version = factories.process("رسیدگی با گزارش", *steps)
    page = factories.service("خدمت با گزارش", request_form=form, runs=process, slug="bench-task")
    return services.submit_request(
        service=page, version=version, answers=data.answers(15), applicant=world.citizen, key=uuid4()
    )
