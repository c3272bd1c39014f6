"""A small organisation whose process each test writes in a few words, with parallel blocks."""

from uuid import uuid4

import pytest

from tests.workflows import factories
from tests.workflows.steps.kinds import Join, Split, registered
from workflows import services
from workflows.models import Case, ProcessVersion, Scope, Task
from workflows.models.task import OPEN_STATUSES


def staff(name, *targets):
    """A staff step with a decision for each target, keyed by it."""
    ways = [{"key": target, "label": target, "target": target, "needs_note": False} for target in targets]
    return {"name": name, "type": "staff_task", "title": name, "public_title": "", "hidden": False, "post": 0,
            "forms": [], "decisions": ways, "limit": None, "instructions": "", "referral_posts": []}  # fmt: skip


def step(kind, name, **values):
    return {"name": name, "type": kind, "title": name, **values}


def split(name, join, *targets, needed=0):
    return step("test_split", name, join=join, branches=list(targets), needed=needed)


def join(name, then):
    return step("test_join", name, next=then)


def asked(name, then):
    return step("applicant_task", name, forms=[], limit=None, next=then)


def route(name, then, *, late):
    condition = {"all": [{"field": "case.late", "op": "eq", "value": True, "kind": "boolean"}]}
    return step("route", name, branches=[{"label": "w", "condition": condition, "target": late}], default=then)


def spec(*nodes):
    return {"title": "x", "nodes": [{"name": "start", "type": "start", "next": nodes[0]["name"]}, *nodes]}


END = step("end", "done", outcome="done")
AFTER = staff("after", "done")


class Desk:
    """Runs processes of the test's own in the organisation of `factories.world`."""

    def __init__(self, world):
        self.world = world

    def version(self, *nodes):
        made = spec(*nodes)
        for node in made["nodes"]:
            if node["type"] == "staff_task":
                node["post"] = self.world.clerk_post.pk
        number = self.world.process.versions.count() + 1
        return ProcessVersion.objects.create(
            process=self.world.process, number=number, title="x", spec=made, digest=uuid4().hex * 2
        )

    def case(self, *nodes):
        self.version(*nodes)
        case = factories.submitted(self.world)
        holds(case)
        return case

    def open(self, case):
        """The open steps, by name."""
        found = Task.objects.filter(process=case, status__in=OPEN_STATUSES)
        return sorted(found.values_list("step", flat=True))

    def steps(self, case, status):
        found = Task.objects.filter(process=case, status=status).order_by("id")
        return list(found.values_list("step", flat=True))

    def task(self, case, name):
        found = Task.objects.filter(process=case, step=name, status__in=OPEN_STATUSES)
        return found.select_related("process", "post", "owner").get()

    def decide(self, case, name, decision, user=None, note=""):
        task = self.task(case, name)
        user = user or self.world.clerk
        done = services.decide_task(task=task, user=user, decision=decision, note=note, revision=task.revision)
        holds(case)
        return done


def holds(case):
    """What must be true between any two verbs (`workflows.engine.tokens`)."""
    case = Case.objects.get(pk=case.pk)
    scopes = {scope.pk: scope for scope in Scope.objects.filter(case=case, closed=None)}
    tasks = list(Task.objects.filter(process=case, finished=None))
    if case.finished:
        assert not scopes
        assert not tasks
        return
    for scope in scopes.values():
        assert scope.outer_id is None or scope.outer_id in scopes
        here = [task.branch for task in tasks if task.scope_id == scope.pk]
        here += [inner.outer_branch for inner in scopes.values() if inner.outer_id == scope.pk]
        assert len(here) == len(set(here)) == scope.expected - scope.arrived
    assert all(task.scope_id is None or task.scope_id in scopes for task in tasks)
    outermost = [task for task in tasks if task.scope_id is None] + [s for s in scopes.values() if s.outer_id is None]
    assert len(outermost) == 1


@pytest.fixture
def parallel():
    with registered(Split, Join):
        yield


@pytest.fixture
def desk(db, parallel):
    return Desk(factories.world())
