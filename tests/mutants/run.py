"""`make mutants`: does a test turn red when a rule is broken?

Each mutant (`tests.mutants.operators`) is put into a copy of this process (fork), where the tests that pass its line
run until one fails. A mutant that all of them let through has survived: a rule without a test, or a change without
effect.

MUTANTS           a comma-separated choice of the groups below (default: all)
MUTANTS_MINUTES   at most so many minutes for all groups together (default 15); what was not tried is said
"""

import os
import random
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol

from tests.mutants.operators import Mutant, mutants_of

ROOT = Path(__file__).resolve().parents[2]
CASES = ["tests/workflows/cases", "tests/workflows/desk", "tests/workflows/citizen"]
# group: what is changed; the tests that have to notice. A path that is not there is passed over.
GROUPS: dict[str, tuple[list[str], list[str]]] = {
    "verbs": (["workflows/verbs"], CASES),
    "access": (["workflows/access"], CASES),
    "time": (
        ["workflows/sla.py", "site/persian/working_calendar.py"],
        ["tests/persian/test_working_calendar.py", *CASES, "tests/reporting"],
    ),
    "conditions": (
        ["forms_ext/conditions.py", "forms_ext/answers"],
        ["tests/forms_ext", "tests/workflows/builder"],
    ),
    "tokens": (
        ["workflows/engine/runtime.py", "workflows/engine/tokens.py", "workflows/models/scope.py"],
        ["tests/workflows/compiler", "tests/workflows/engine", "tests/workflows/steps", *CASES],
    ),
}
SEED = 1405
# A test that takes so many times its usual time of the processor (ten seconds at least) does not end: noticed.
SLOW = 20
ENOUGH = 45  # seconds for one mutant; then it counts as not noticed
SURVIVED, NOTICED, NOT_PUT_IN, BROKEN = 0, 1, 77, 78  # how a copy of this process ends


@dataclass
class Score:
    """What became of a group's mutants."""

    killed: int = 0
    survived: list[Mutant] = field(default_factory=list)
    untried: int = 0

    def __str__(self) -> str:
        tried = self.killed + len(self.survived)
        share = 100 * self.killed / tried if tried else 0
        return f"{share:.0f} % ({self.killed} of {tried} noticed; {self.untried} not tried for want of time)"


class Mutating:
    """The pytest plugin: the tests once as they are, to see which lines each passes; then the mutants."""

    def __init__(self, files: list[Path], until: float) -> None:
        self.files, self.until = files, until
        self.paths = {str(ROOT / file): file for file in files}
        self.passed_by: dict[tuple[Path, int], list[pytest.Item]] = defaultdict(list)
        self.usual: dict[str, float] = {}
        self.score = Score()

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        for item, following in in_a_ring(session.items):
            for line in self._lines_of(item, following):
                self.passed_by[line].append(item)
        mutants = [mutant for file in self.files for mutant in mutants_of(file, ROOT)]
        random.Random(SEED).shuffle(mutants)
        self._try_all(mutants)
        return True

    def _lines_of(self, item: pytest.Item, following: pytest.Item) -> set[tuple[Path, int]]:
        lines: set[tuple[Path, int]] = set()

        def line_of(frame, event, _argument):
            lines.add((self.paths[frame.f_code.co_filename], frame.f_lineno))
            return line_of

        def call_of(frame, event, _argument):
            return line_of if frame.f_code.co_filename in self.paths else None

        began = time.process_time()
        sys.settrace(call_of)
        try:
            reports = runtestprotocol(item, log=False, nextitem=following)
        finally:
            sys.settrace(None)
        if any(report.failed for report in reports):
            print(*(report.longrepr for report in reports if report.failed))
            pytest.exit(f"{item.nodeid} fails before anything was changed", returncode=1)
        self.usual[item.nodeid] = time.process_time() - began
        return lines

    def _try_all(self, mutants: list[Mutant]) -> None:
        running: dict[int, Mutant] = {}
        while mutants or running:
            while mutants and len(running) < (os.cpu_count() or 1):
                if time.monotonic() > self.until:
                    self.score.untried, mutants = len(mutants), []
                    break
                mutant = mutants.pop()
                running[self._in_a_copy(mutant)] = mutant
            if running:
                pid, status = os.wait()
                self._note(running.pop(pid), os.waitstatus_to_exitcode(status))

    def _note(self, mutant: Mutant, status: int) -> None:
        if status == BROKEN:
            pytest.exit(f"{mutant}: this program failed, not a test", returncode=1)
        if status == SURVIVED:
            self.score.survived.append(mutant)
        elif status != NOT_PUT_IN:  # NOTICED, or ended by the signal of its timer
            self.score.killed += 1

    def _in_a_copy(self, mutant: Mutant) -> int:
        pid = os.fork()
        if pid:
            return pid
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        status = BROKEN
        try:
            status = self._noticed(mutant)
        finally:
            os._exit(status)

    def _noticed(self, mutant: Mutant) -> int:
        if not mutant.apply():
            return NOT_PUT_IN
        items = self.passed_by.get((mutant.file, mutant.statement), [])
        began = time.monotonic()
        for item, following in in_a_ring(items):
            signal.setitimer(signal.ITIMER_PROF, max(10, SLOW * self.usual[item.nodeid]))
            if any(report.failed for report in runtestprotocol(item, log=False, nextitem=following)):
                return NOTICED
            if time.monotonic() - began > ENOUGH:
                break
        return SURVIVED


def in_a_ring(items: list[pytest.Item]) -> Iterator[tuple[pytest.Item, pytest.Item]]:
    """Each item with the one that follows it. pytest takes down what the next does not need: after the last comes the
    first, so that the database stays.
    """
    return zip(items, [*items[1:], *items[:1]], strict=True)


def python_files(paths: list[str]) -> list[Path]:
    """The modules under these paths, relative to the project."""
    found = [ROOT / path for path in paths if (ROOT / path).exists()]
    modules = [module for path in found for module in ([path] if path.is_file() else sorted(path.rglob("*.py")))]
    return [module.relative_to(ROOT) for module in modules if module.name != "__init__.py"]


def run_group(name: str, until: float) -> Score | None:
    """The group's score; none where its tests do not pass."""
    changed, tests = GROUPS[name]
    plugin = Mutating(python_files(changed), until)
    options = ["-q", "-s", "-p", "no:randomly", "-p", "no:cacheprovider", "-m", "not postgres and not redis"]
    folders = [path for path in tests if (ROOT / path).exists()]
    status = pytest.main([*options, *folders], plugins=[plugin])
    return plugin.score if status in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED) else None


def main() -> int:
    """One process a group: Django and its database are set up once a process."""
    os.chdir(ROOT)
    os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")
    chosen = os.environ.get("MUTANTS", ",".join(GROUPS)).split(",")
    minutes = float(os.environ.get("MUTANTS_MINUTES", "15"))
    failed = False
    for name in chosen:
        began = time.monotonic()
        pid = os.fork()
        if pid == 0:
            score = run_group(name, began + minutes * 60 / len(chosen))
            print(f"\n=== {name}: {score or 'its tests fail'} ===", flush=True)
            for mutant in sorted(score.survived, key=lambda one: (one.file, one.line)) if score else []:
                print(f"  {mutant}", flush=True)
            os._exit(0 if score else 1)
        failed |= os.waitpid(pid, 0)[1] != 0
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
