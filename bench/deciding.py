"""One decision, with event, message and the next step, beside Viewflow's completion of a View task."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import uuid4

from django.contrib.auth.models import Permission
from viewflow.workflow.models import Task as StockTask

from bench import data
from bench.flows import StockFlow
from bench.measure import Report, Visitor, interleaved
from tests.workflows.builder import steps
from workflows import services
from workflows.models import CaseLogEntry, Task

ACCEPT = steps.key("accept")


def run(report: Report, world: data.World, rounds: int) -> None:
    number = 2 * (rounds + 6)
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
        stock.append((process.pk, waiting.pk))
    request = SimpleNamespace(user=world.clerk)

    def decide() -> None:
        task = Task.objects.select_related("process", "post", "owner").get(pk=ours.pop())
        services.decide_task(task=task, user=world.clerk, decision=ACCEPT, revision=task.revision)

    def complete() -> None:
        task = StockTask.objects.select_related("process", "owner").get(pk=stock.pop()[1])
        with task.activation() as activation:
            activation.start(request)
            activation.execute()

    # Stock Viewflow asks for a model permission.
    world.clerk.user_permissions.add(*Permission.objects.filter(content_type__app_label="viewflow"))
    person = Visitor(world.clerk)

    def post_decision() -> None:
        pk = ours.pop()
        person(f"/desk/tasks/{pk}/", {"action": "decide", "decision-decision": ACCEPT, "revision": "1"}, expect=302)

    def post_completion() -> None:
        process, pk = stock.pop()
        person(f"/bench/viewflow/stock/{process}/review/{pk}/execute/", {}, expect=302)

    inside = interleaved({"ours": decide, "stock": complete}, rounds=rounds)
    found = interleaved({"ours": post_decision, "stock": post_completion}, rounds=rounds)
    report.part("3. One decision: forms checked, step closed, event, message in the outbox, next step made")
    report.times("verb alone: times stock Viewflow's start and complete", inside["ours"], inside["stock"], 1.7)
    report.note("request: times stock's", f"{found['ours'].cpu / found['stock'].cpu:.2f} ×")
    report.note("request of a decision", found["ours"])
    report.note("request that completes a View task of stock Viewflow, the next one made", found["stock"])
    report.note("decision, its task's read included (no event, message or form at stock's side)", inside["ours"])
    report.note("stock: start and complete", inside["stock"])
    assert CaseLogEntry.objects.filter(action="task.decided").count() == 2 * (rounds + 5)
