"""A citizen applies with a form of fifteen fields: one by one, and many at once over HTTP."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID

from bench import data, floor
from bench.measure import HEADERS, Report, Visitor, cookie_of, interleaved
from outbox.models import Effect
from tests.workflows import factories
from workflows.models import Case, Draft, Task

CLIENTS, PROCESSES = 4, 2


def path(report: Report, world: data.World, rounds: int) -> None:
    """Four requests: GET form, POST form (to the review), GET review, POST submit (to the receipt)."""
    person, citizen = Visitor(world.citizen), world.citizen
    page, review = f"/services/{world.service.slug}/apply/", f"/services/{world.service.slug}/apply/review/"

    def get_page() -> None:
        person(page)

    def post_form() -> None:
        person(page, {"step": "1", "revision": "0", **data.posted(15)}, expect=302)

    def get_review() -> None:
        person(review)

    def key() -> UUID:
        return Draft.objects.values_list("pk", flat=True).get(applicant=citizen)

    neighbour = factories.citizen(email="")
    plain = Visitor(neighbour)
    drafts: list[UUID] = []
    keys: list[UUID] = []

    def take_key() -> None:
        keys[:] = [key()]

    def submit() -> None:
        location = person(review, {"key": str(keys[0])}, expect=302)[1]
        assert location.startswith("/receipt/"), location

    steps: dict[str, Callable[[], None]] = {
        "GET form": get_page,
        "POST form": post_form,
        "GET review": get_review,
        "(key)": take_key,
        "POST submit": submit,
        "(draft)": lambda: drafts.append(floor.draft_of(world, neighbour)),
        "floor": lambda: plain("/bench/submission/", {"key": str(drafts.pop())}, expect=302),
    }
    found = interleaved(steps, rounds=rounds)
    floor_found = found.pop("floor")
    del found["(key)"], found["(draft)"]
    report.part("2a. Applying, 15 fields: page, form, review, submission; case, record, step, event, receipt message")
    ends = (found["GET form"], found["POST submit"])
    report.times("submission, times the same rows by the plain ORM", found["POST submit"], floor_found, 2.2)
    report.goal("queries of the submission", found["POST submit"].queries, 16)
    report.note("the floor: same middleware, same rows, one transaction", floor_found)
    report.note("page and submission: queries", f"{sum(one.queries for one in ends)}")
    report.note("all four requests: queries", f"{sum(one.queries for one in found.values())}")
    for name, one in found.items():
        report.note(name, one)
    report.note("Open Forms on such a machine, 7 requests", "245 ms, 69 queries", "measured earlier")
    if os.environ.get("BENCH_SQL"):
        for name, one in found.items():
            print(f"--- {name}", *(f"{n:3}. {sql[:230]}" for n, sql in enumerate(one.sql, 1)), sep="\n")
    effects()


def effects() -> None:
    """The submission that was measured left everything that it has to leave."""
    case = Case.objects.latest("pk")
    assert Task.objects.filter(process=case, status="NEW").exists()
    assert case.log_entries.exists()
    assert Effect.objects.filter(reference=case.code).exists()


def throughput(report: Report, world: data.World, *, submissions: int = 240, whole: int = 80) -> None:
    """Four clients on two processes of gunicorn over loopback."""
    people = [factories.citizen() for _ in range(40)]
    cookies = {person.pk: cookie_of(person) for person in people}
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", "servicedesk.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", str(PROCESSES), "--threads", "2", "--chdir", str(Path(__file__).parents[1])]
    server = subprocess.Popen([*command, "--log-level", "error"])
    try:
        _await(port)
        report.part(f"2b. Submissions over HTTP: {CLIENTS} clients, {PROCESSES} gunicorn processes")
        ours = _pace(world, port, people, cookies, submissions, _submit)
        plain = _pace(world, port, people, cookies, submissions, _plain)
        report.goal("submissions a second, as a share of the floor's", ours / plain, 0.45, at_least=True)
        report.note("submissions a second; the floor's", f"{ours:.1f}/s; {plain:.1f}/s")
        report.note(
            "whole path a second (all four requests)", f"{_pace(world, port, people, cookies, whole, _apply):.1f}/s"
        )
        report.note("peak memory of a web process (VmHWM)", f"{_peak_memory(server.pid):.0f} MB")
    finally:
        server.terminate()
        server.wait(20)


def _pace(world, port, people, cookies, number, way) -> float:
    """Submissions a second. A person has one draft a service, so each client goes round its own ten people."""
    rounds = number // len(people)
    total = 0.0
    done = Case.objects.count()
    wrong: list[str] = []
    for turn in range(rounds + 1):
        drafts = {person.pk: floor.draft_of(world, person) for person in people} if way is not _apply else {}
        barrier = threading.Barrier(CLIENTS + 1)
        share = len(people) // CLIENTS
        args = [people[n * share : (n + 1) * share] for n in range(CLIENTS)]
        threads = [
            threading.Thread(target=_client, args=(world.service.slug, port, own, cookies, drafts, barrier, wrong, way))
            for own in args
        ]
        for thread in threads:
            thread.start()
        barrier.wait()
        start = time.perf_counter()
        for thread in threads:
            thread.join()
        if turn:  # the first round warms both processes
            total += time.perf_counter() - start
    assert not wrong, wrong[:3]
    assert Case.objects.count() - done == (rounds + 1) * len(people)
    return rounds * len(people) / total


def _submit(ask, slug: str, key: str) -> tuple[int, str, bytes]:
    """A draft is ready: one POST."""
    return ask("POST", f"/services/{slug}/apply/review/", {"key": key})


def _plain(ask, slug: str, key: str) -> tuple[int, str, bytes]:
    """The same to the floor."""
    return ask("POST", "/bench/submission/", {"key": key})


def _apply(ask, slug: str, key: str) -> tuple[int, str, bytes]:
    """All four requests."""
    page = f"/services/{slug}/apply/"
    ask("GET", page)
    ask("POST", page, {"step": "1", "revision": "0", **data.posted(15)})
    html = ask("GET", f"{page}review/")[2].decode()
    return _submit(ask, slug, html.split('name="key" value="')[1].split('"')[0])


def _client(slug, port, people, cookies, drafts, barrier, wrong, way) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    barrier.wait()
    for person in people:

        def ask(method: str, path: str, data: dict[str, str] | None = None, cookie: str = cookies[person.pk]):
            headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded", **HEADERS}
            connection.request(method, path, urlencode(data or {}), headers)
            answer = connection.getresponse()
            return answer.status, answer.headers.get("Location", ""), answer.read()

        try:
            status, location, _body = way(ask, slug, str(drafts.get(person.pk, "")))
            if not location.startswith("/receipt/"):
                wrong.append(f"{status} {location}")
        except (OSError, IndexError, http.client.HTTPException) as error:
            wrong.append(repr(error))
            connection.close()


def _peak_memory(parent: int) -> float:
    """The largest resident size, in megabytes, that a child of this process has had (Linux)."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return max(_high_water(child) for child in children)


def _high_water(pid: str) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _await(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("gunicorn did not come up")
