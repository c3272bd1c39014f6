"""`make mutants`: does a test turn red when a rule is broken?

Each mutant (`tests.mutants.operators`) is put into a copy of this process (fork), where the tests that pass its line
run until one fails. A mutant that all of them let through has survived: a rule without a test, or a change without
effect.

Afterwards the survivors' functions are made to raise: where no test that calls one notices even that, the change was
never there (what keeps results, or was read before), and its mutants are not counted, but named.

MUTANTS           a comma-separated choice of the groups below (default: all)
MUTANTS_MINUTES   at most so many minutes for all groups together (default 15); what was not tried is said
MUTANTS_SAMPLE    at most so many mutants a group, drawn with the fixed seed (default: all)
MUTANTS_JOBS      so many at once (default: one a processor)
"""

import gc
import math
import os
import random
import signal
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol

from tests.mutants.operators import PASSED, Mutant, mutants_of, raising, watched

ROOT = Path(__file__).resolve().parents[2]
CASES, STEPS = "tests/workflows/cases", "tests/workflows/steps"
# group: what is changed; the tests that have to notice, the narrowest first that are about it.
GROUPS: dict[str, tuple[list[str], list[str]]] = {
    "time": (
        ["workflows/sla.py", "workflows/engine/clock.py", "site/persian/working_calendar.py"],
        [
            "tests/persian/test_working_calendar.py",
            f"{CASES}/test_sla.py",
            f"{CASES}/test_clock.py",
            f"{STEPS}/test_clock_of_branches.py",
        ],
    ),
    "tokens": (
        ["workflows/engine/tokens.py", "workflows/engine/runtime.py", "workflows/models/scope.py"],
        [
            f"{STEPS}/test_parallel.py",
            f"{STEPS}/test_at_once.py",
            f"{STEPS}/test_adding_a_kind.py",
            f"{CASES}/test_claim_refer_answer.py",
            f"{CASES}/test_decisions.py",
        ],
    ),
    "access": (
        ["workflows/access"],
        [
            f"{CASES}/test_rights.py",
            f"{CASES}/test_releasing.py",
            f"{CASES}/test_claim_refer_answer.py",
            f"{CASES}/test_stale_pages.py",
            f"{CASES}/test_decisions.py",
            f"{STEPS}/test_parallel.py",
            "tests/workflows/desk/test_access.py",
        ],
    ),
    "verbs": (
        ["workflows/verbs"],
        [
            f"{CASES}/test_claim_refer_answer.py",
            f"{CASES}/test_decisions.py",
            f"{CASES}/test_messages.py",
            f"{CASES}/test_referring.py",
            f"{CASES}/test_releasing.py",
            f"{CASES}/test_rights.py",
            f"{CASES}/test_stale_pages.py",
            f"{CASES}/test_submission.py",
            "tests/workflows/citizen/test_drafts.py",
        ],
    ),
    "conditions": (
        [
            "forms_ext/conditions.py",
            *(f"forms_ext/answers/{name}.py" for name in ("checking", "evaluation", "numbers", "settling")),
        ],
        ["tests/forms_ext/answers", "tests/forms_ext/test_conditions.py", "tests/forms_ext/test_options.py"],
    ),
    "outbox": (
        ["site/outbox/services.py", "site/outbox/delivery.py"],
        [
            "tests/outbox/test_effects.py",
            "tests/outbox/test_secrets_and_purge.py",
            "tests/outbox/test_sweep.py",
            "tests/outbox/test_admin.py",
        ],
    ),
}
SEED = 1405
JOBS = int(os.environ.get("MUTANTS_JOBS") or os.cpu_count() or 1)
# A test that takes so many times its usual time of the processor (ten seconds at least) does not end: noticed.
SLOW = 20
CONTROLS = 2
ENOUGH = 45  # seconds for one mutant; then it counts as not noticed
SURVIVED, NOTICED, NOT_PUT_IN, BROKEN = 0, 1, 77, 78  # how a copy of this process ends


@dataclass
class Score:
    """What became of a group's mutants."""

    by_file: dict[Path, list[bool]] = field(default_factory=lambda: defaultdict(list))
    survived: list[Mutant] = field(default_factory=list)
    unseen: list[Mutant] = field(default_factory=list)
    untried: int = 0

    def lines(self) -> Iterator[str]:
        tried = [noticed for one in self.by_file.values() for noticed in one]
        yield f"{_share(tried)}; {self.untried} left out of the sample or for want of time"
        yield from (f"  {file}: {_share(noticed)}" for file, noticed in sorted(self.by_file.items()))
        yield from (f"  survived: {mutant}" for mutant in sorted(self.survived, key=lambda one: (one.file, one.line)))
        yield from (f"  no test sees a change of: {one.file} {one.function}" for one in self.unseen)


def _share(noticed: list[bool]) -> str:
    return f"{100 * sum(noticed) / (len(noticed) or 1):.0f} % ({sum(noticed)} of {len(noticed)})"


class Mutating:
    """The pytest plugin: the tests once as they are, to see which lines each passes; then the mutants, by group."""

    def __init__(self, groups: list[str], until: float) -> None:
        self.files = {name: python_files(GROUPS[name][0]) for name in groups}
        self.until = until
        self.passed: dict[Path, set[int]] = {file: set() for files in self.files.values() for file in files}
        self.passed_by: dict[tuple[Path, int], list[pytest.Item]] = defaultdict(list)
        self.usual: dict[str, float] = {}
        self.names: list[str] = []
        self.noticed_by: dict[str, int] = defaultdict(int)
        self.notices = os.pipe()
        self.sound = True

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.sound = not session.testsfailed  # modules that could not be read
        self.names = [item.nodeid for item in session.items]
        self._watch()
        for item, following in in_a_ring(session.items):
            for line in self._lines_of(item, following):
                self.passed_by[line].append(item)
        print(f"{len(self.usual)} tests pass as it is", flush=True)
        gc.freeze()  # so that the copies share what is there
        for number, (name, files) in enumerate(self.files.items()):
            left = self.until - time.monotonic()
            score = self._try_group(files, time.monotonic() + left / (len(self.files) - number))
            print(f"\n=== {name}:", *score.lines(), sep="\n", flush=True)
        return True

    def _watch(self) -> None:
        for file in self.passed:
            for function in watched(file, ROOT):
                for living in function.functions():
                    living.__globals__[PASSED] = self.passed[file]
                function.apply()

    def _lines_of(self, item: pytest.Item, following: pytest.Item) -> set[tuple[Path, int]]:
        for passed in self.passed.values():
            passed.clear()
        began = time.process_time()
        reports = runtestprotocol(item, log=False, nextitem=following)
        if any(report.failed for report in reports):
            print(f"fails before anything was changed, and is left out: {item.nodeid}", flush=True)
            self.sound = False
            return set()
        self.usual[item.nodeid] = time.process_time() - began
        return {(file, line) for file, passed in self.passed.items() for line in passed}

    def _try_group(self, files: list[Path], until: float) -> Score:
        score = Score()
        self._refuse_false_alarms(files)
        mutants = [mutant for file in files for mutant in mutants_of(file, ROOT)]
        random.Random(SEED).shuffle(mutants)
        sample = mutants[: int(os.environ.get("MUTANTS_SAMPLE") or len(mutants))]
        tried = 0
        survived: list[Mutant] = []
        for mutant, status in self._try_all(sample, until):
            tried += 1
            if status == SURVIVED:
                survived.append(mutant)
                print(f"survived: {mutant}", flush=True)
            elif status == NOTICED:
                score.by_file[mutant.file].append(True)
        score.untried = len(mutants) - tried
        self._sort_out(survived, score)
        return score

    def _refuse_false_alarms(self, files: list[Path]) -> None:
        """A change without effect must not be noticed, else the copies of the process are at fault, not the changes."""
        passed = [one for file in files for one in watched(file, ROOT) if self._tests_of(one)]
        for function, status in self._try_all(random.Random(SEED).sample(passed, min(CONTROLS, len(passed))), math.inf):
            if status != SURVIVED:
                pytest.exit(f"{function}: noticed although nothing is changed", returncode=1)

    def _sort_out(self, survived: list[Mutant], score: Score) -> None:
        """Whether the survivors' changes were there at all: their functions, made to raise, have to be noticed."""
        doubtful = {(one.file, one.function) for one in survived if self._tests_of(one)}
        functions = [one for file in dict.fromkeys(file for file, _name in doubtful) for one in raising(file, ROOT)]
        functions = [one for one in functions if (one.file, one.function) in doubtful]
        tried = dict(self._try_all(functions, math.inf))
        score.unseen = [one for one, status in tried.items() if status != NOTICED]
        unseen = {(one.file, one.function) for one in score.unseen}
        for mutant in survived:
            if (mutant.file, mutant.function) not in unseen:
                score.survived.append(mutant)
                score.by_file[mutant.file].append(False)

    def _try_all(self, mutants: list[Mutant], until: float) -> Iterator[tuple[Mutant, int]]:
        """Each mutant with what became of it; those that find no time are left out."""
        waiting, running = list(reversed(mutants)), {}
        while waiting or running:
            while waiting and len(running) < JOBS and time.monotonic() < until:
                mutant = waiting.pop()
                running[self._in_a_copy(mutant)] = mutant
            if not running:
                return
            pid, status = os.wait()
            mutant = running.pop(pid)
            yield mutant, self._meaning(mutant, os.waitstatus_to_exitcode(status))

    def _meaning(self, mutant: Mutant, status: int) -> int:
        if status == NOTICED:
            self.noticed_by[self.names[int.from_bytes(os.read(self.notices[0], 4), "big")]] += 1
        if status == -signal.SIGPROF:  # a test that ends in a moment did not end
            return NOTICED
        if status not in (SURVIVED, NOTICED, NOT_PUT_IN):
            pytest.exit(f"{mutant}: this program failed ({status}), not a test", returncode=1)
        return status

    def _in_a_copy(self, mutant: Mutant) -> int:
        pid = os.fork()
        if pid:
            return pid
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        status = BROKEN
        try:
            status = self._outcome(mutant)
        finally:
            os._exit(status)

    def _tests_of(self, mutant: Mutant) -> list[pytest.Item]:
        """The tests that pass the changed statement: first those of modules, and in them those, that noticed most."""
        items = self.passed_by.get((mutant.file, mutant.statement), [])
        of_module: dict[Path, int] = defaultdict(int)
        for item in items:
            of_module[item.path] += self.noticed_by[item.nodeid]
        return sorted(items, key=lambda one: (-of_module[one.path], one.path, -self.noticed_by[one.nodeid]))

    def _outcome(self, mutant: Mutant) -> int:
        if not mutant.apply():
            return NOT_PUT_IN
        items = self._tests_of(mutant)
        if items:  # the original was ready for its own next test, and pytest fails a test that finds another's set-up
            items[0].session._setupstate.teardown_exact(items[0])
        began = time.monotonic()
        for item, following in in_a_ring(items):
            signal.setitimer(signal.ITIMER_PROF, max(10, SLOW * self.usual[item.nodeid]))
            if any(report.failed for report in runtestprotocol(item, log=False, nextitem=following)):
                os.write(self.notices[1], self.names.index(item.nodeid).to_bytes(4, "big"))
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


def main() -> int:
    """One process for all groups: Django, its database and the tests' own lines cost their time once."""
    os.chdir(ROOT)
    os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")
    chosen = (os.environ.get("MUTANTS") or ",".join(GROUPS)).split(",")
    minutes = float(os.environ.get("MUTANTS_MINUTES", "15"))
    plugin = Mutating(chosen, time.monotonic() + minutes * 60)
    options = ["-q", "-s", "-p", "no:randomly", "-p", "no:cacheprovider", "-m", "not postgres and not redis"]
    folders = dict.fromkeys(path for name in chosen for path in GROUPS[name][1] if (ROOT / path).exists())
    status = pytest.main([*options, *folders], plugins=[plugin])
    return 0 if plugin.sound and status in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED) else 1


if __name__ == "__main__":
    raise SystemExit(main())
