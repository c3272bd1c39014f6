"""The worklist page, small and grown, beside a bare view over the same index."""

from __future__ import annotations

from bench import data, peers
from bench.measure import Measured, Report, Visitor, interleaved
from workflows.models import Case, Task


def measure(world: data.World, rounds: int) -> dict[str, Measured]:
    one, ten = Visitor(world.one), Visitor(world.ten)
    return interleaved(
        {
            "bare": lambda: one("/bench/worklist/"),
            "one": lambda: one("/desk/"),
            "ten": lambda: ten("/desk/"),
        },
        rounds=rounds,
    )


def size() -> str:
    opened = Task.objects.filter(status__in=["NEW", "ASSIGNED"], post__isnull=False).count()
    return f"{Case.objects.count():,} cases, {opened:,} open tasks"


def tell(report: Report, found: dict[str, Measured]) -> None:
    report.times("page of one post, times the bare view", found["one"], found["bare"], 2.5)
    report.times("page of ten posts, times that of one", found["ten"], found["one"], 1.2)
    report.goal("queries of the page, ten posts", found["ten"].queries, 5)
    report.note("page, one post", found["one"])
    report.note("page, ten posts", found["ten"])
    report.note("bare view, same middleware, JSON", found["bare"])


def run(report: Report, world: data.World, *, quick: bool, rounds: int) -> None:
    data.grow(world, 1_000, 600, done_by=world.clerk)
    report.part(f"1a. Worklist, {size()}")
    small = measure(world, rounds)
    tell(report, small)
    if quick:
        peers.run(report, world, processes=1_000, waiting=600, rounds=rounds)
        return
    data.grow(world, 999_000, 73_400, done_by=world.clerk)
    report.part(f"1b. Worklist, {size()}")
    large = measure(world, rounds)
    tell(report, large)
    for name, title in (("one", "one post"), ("ten", "ten posts")):
        ours, bare = large[name].cpu / small[name].cpu, large["bare"].cpu / small["bare"].cpu
        report.goal(f"growth of the page of {title}, beside the bare view's", ours / bare, 1.2, "×")
    peers.run(report, world, processes=1_000_000, waiting=74_000, rounds=rounds)
