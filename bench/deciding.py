"""One decision, with event, message and the next step, beside Viewflow's completion of a View task."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import uuid4

from bench import data
from bench.flows import StockFlow
from bench.measure import Report, interleaved
from viewflow.workflow.models import Task as StockTask
from workflows import services
from workflows.models import Task


def run(report: Report, world: data.World, rounds: int) -> None:
    number = rounds + 6
    ours, stock = [], []
    for _ in range(number):
        case = services.submit_request(
            service=world.service, version=world.version, answers=data.answers(15), applicant=world.citizen, key=uuid4()
        )
        task = Task.objects.get(process=case, status="NEW")
        ours.append(services.claim_task(task=task, user=world.clerk).pk)
        process = StockFlow.start.run()
        waiting = StockTask.objects.get(process=process, status="NEW")
        with waiting.activation() as activation:
            activation.assign(world.clerk)
        stock.append(waiting.pk)
    request = SimpleNamespace(user=world.clerk)

    def decide() -> None:
        task = Task.objects.select_related("process", "post", "owner").get(pk=ours.pop())
        services.decide_task(task=task, user=world.clerk, decision="accept", revision=task.revision)

    def complete() -> None:
        task = StockTask.objects.select_related("process", "owner").get(pk=stock.pop())
        with task.activation() as activation:
            activation.start(request)
            activation.execute()

    found = interleaved({"ours": decide, "stock": complete}, rounds=rounds)
    report.part("3. One decision: forms checked, step closed, event, message in the outbox, next step made")
    report.goal("times stock Viewflow's completion", found["ours"].ms / found["stock"].ms, 1, "×")
    report.goal("queries, beside stock's", found["ours"].queries, found["stock"].queries)
    report.note("decision, its task's read included", found["ours"])
    report.note("stock: start and complete a View task, the next one made", found["stock"])
