"""Stock Viewflow's queue and inbox beside the worklist, at as many processes and as many waiting tasks."""

from __future__ import annotations

from django.contrib.auth.models import Permission
from viewflow.workflow.models import Process, Task

from bench import data
from bench.flows import StockFlow
from bench.measure import Report, Visitor, interleaved

ROUNDS = 10  # a page of the queue takes seconds


def run(report: Report, world: data.World, *, processes: int, waiting: int, rounds: int) -> None:
    grow(world, processes, waiting)
    # Stock Viewflow asks for a model permission.
    world.one.user_permissions.add(*Permission.objects.filter(content_type__app_label="viewflow"))
    person = Visitor(world.one)
    found = interleaved(
        {
            "ours": lambda: person("/desk/"),
            "queue": lambda: person("/bench/viewflow/stock/queue/"),
            "inbox": lambda: person("/bench/viewflow/stock/inbox/"),
        },
        rounds=min(rounds, ROUNDS),
        warm=1,
    )
    number, opened = Process.objects.count(), Task.objects.filter(status__in=["NEW", "ASSIGNED"]).count()
    report.part(f"1d. Stock Viewflow's lists of the same, {number:,} processes, {opened:,} open tasks; by the clock")
    for name in ("queue", "inbox"):
        report.goal(f"worklist page, times stock's {name}", found["ours"].ms / found[name].ms, 1, "×")
    report.note("worklist page", f"{found['ours'].ms:.2f} ms (cpu {found['ours'].cpu:.2f})")
    report.note("stock queue: what nobody has taken yet", found["queue"])
    report.note(f"stock inbox: what one person has taken, one in {data.POSTS}", found["inbox"])


def grow(world: data.World, processes: int, waiting: int) -> None:
    """So many processes with one task each, like one that was begun; the first `waiting` of them wait. One in twenty of
    these is taken by the person who looks, as many as wait at one of the twenty posts; the others are in the queue.
    """
    process = StockFlow.start.run()
    task = Task.objects.get(process=process, status="NEW")
    source = f"generate_series(1, {processes}) AS g(n)"
    when = "now() - (g.n % 900) * interval '1 day' - (g.n % 1440) * interval '1 minute'"
    waits, taken = f"g.n <= {waiting}", f"g.n % {data.POSTS} = 0"
    status = f"CASE WHEN {waits} THEN 'NEW' ELSE 'DONE' END"
    data.copied(
        Process,
        process,
        {
            "id": f"{process.pk} + g.n",
            "created": when,
            "status": status,
            "finished": f"CASE WHEN {waits} THEN NULL ELSE {when} + interval '9 days' END",
        },
        source,
    )
    data.copied(
        Task,
        task,
        {
            "id": f"{task.pk} + g.n",
            "process_id": f"{process.pk} + g.n",
            "created": when,
            "status": f"CASE WHEN {waits} AND {taken} THEN 'ASSIGNED' WHEN {waits} THEN 'NEW' ELSE 'DONE' END",
            "owner_id": f"CASE WHEN {waits} AND NOT {taken} THEN NULL WHEN {taken} THEN {world.one.pk} END",
            "assigned": f"CASE WHEN {taken} THEN {when} END",
            "finished": f"CASE WHEN {waits} THEN NULL ELSE {when} + interval '1 day' END",
        },
        source,
    )
    data.settled(Process, Task)
