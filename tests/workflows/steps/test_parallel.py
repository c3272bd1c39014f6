"""Parallel branches: how blocks open, come together, nest, repeat, are cancelled and ended. One case, one thread."""

import random

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from messaging.models import Message
from tests.workflows import factories
from tests.workflows.steps.conftest import AFTER, END, asked, holds, join, route, split, staff, step
from workflows import selectors, services
from workflows.errors import TaskClosed
from workflows.models import Case, CaseLogEntry, Scope, Task

TWO = [split("s", "j", "a", "b"), staff("a", "j"), staff("b", "j"), join("j", "after")]


def test_the_join_waits_for_all(desk):
    case = desk.case(*TWO, AFTER, END)
    assert desk.open(case) == ["a", "b"]
    desk.decide(case, "b", "j")
    assert desk.open(case) == ["a"]
    desk.decide(case, "a", "j")
    assert desk.open(case) == ["after"]
    desk.decide(case, "after", "done")
    assert desk.steps(case, "DONE").count("j") == 1
    assert Case.objects.get(pk=case.pk).outcome == "done"


def test_what_each_branch_brought_is_kept(desk):
    case = desk.case(*TWO, AFTER, END)
    desk.decide(case, "b", "j")
    desk.decide(case, "a", "j")
    scope = Scope.objects.get(case=case)
    assert (scope.kind, scope.step, scope.join, scope.results) == ("test_split", "s", "j", {"0": "j", "1": "j"})


def test_two_of_three_cancel_the_rest_and_say_why(desk):
    case = desk.case(
        split("s", "j", *"abc", needed=2), *(staff(name, "j") for name in "abc"), join("j", "after"), AFTER, END
    )
    late = desk.task(case, "b")
    desk.decide(case, "a", "j")
    desk.decide(case, "c", "j")
    assert desk.open(case) == ["after"]
    assert desk.steps(case, "CANCELED") == ["b"]
    assert CaseLogEntry.objects.get(case=case, task=late, action="task.cancelled").data == {"because": "j"}
    with translation.override("en"), pytest.raises(TaskClosed, match="not needed any more"):
        services.decide_task(task=late, user=desk.world.clerk, decision="j", revision=late.revision)


@pytest.mark.parametrize("ends", [True, False])
def test_what_the_same_verb_cancels_is_not_asked_of_the_applicant(desk, ends):
    """A branch asks the applicant; the next one ends the case at once, or not."""
    case = desk.case(
        staff("first", "s"),
        split("s", "j", "fix", "r"),
        asked("fix", "j"),
        route("r", "done" if ends else "j", late="j"),
        join("j", "after"),
        AFTER,
        END,
    )
    desk.decide(case, "first", "s")
    told = Message.objects.filter(reference=case.code, idempotency_key__contains=":asked:")
    noted = CaseLogEntry.objects.filter(case=case, action="case.message_queued", task__step="fix")
    assert desk.steps(case, "CANCELED") == (["fix"] if ends else [])
    assert told.exists() is noted.exists() is not ends


def test_an_end_in_a_branch_cancels_whatever_is_open(desk):
    inner = [split("t", "k", "c", "d"), staff("c", "k"), staff("d", "k"), join("k", "j")]
    case = desk.case(split("s", "j", "a", "t"), staff("a", "j", "done"), *inner, join("j", "after"), AFTER, END)
    desk.decide(case, "a", "done")
    assert desk.steps(case, "CANCELED") == ["c", "d"]
    assert Scope.objects.filter(case=case, closed=None).count() == 0


def test_an_automatic_branch_that_ends_the_case_stops_the_branches_after_it(desk):
    """Viewflow makes the rows of a wave before it runs any: the third branch's message would have gone out."""
    tell = step("message", "tell", channel="sms", subject="", body="x", next="j")
    case = desk.case(
        split("s", "j", "a", "r", "tell"),
        staff("a", "j"),
        route("r", "done", late="j"),
        tell,
        join("j", "after"),
        AFTER,
        END,
    )
    assert Case.objects.get(pk=case.pk).outcome == "done"
    assert "tell" not in desk.steps(case, "DONE")
    assert desk.steps(case, "CANCELED") == ["a"]


def test_a_loop_around_a_block_keeps_its_passes_apart(desk):
    case = desk.case(*TWO, staff("after", "s", "done"), END)
    for _pass in range(3):
        desk.decide(case, "a", "j")
        desk.decide(case, "b", "j")
        desk.decide(case, "after", "s")
    assert desk.open(case) == ["a", "b"]
    assert Scope.objects.filter(case=case).count() == 4


def test_a_loop_inside_a_branch_and_a_block_inside_a_block(desk):
    inner = [split("t", "k", "c", "d"), staff("c", "c", "k"), staff("d", "k"), join("k", "j")]
    case = desk.case(split("s", "j", "a", "t"), staff("a", "j"), *inner, join("j", "after"), AFTER, END)
    assert desk.open(case) == ["a", "c", "d"]
    desk.decide(case, "c", "c")
    desk.decide(case, "d", "k")
    desk.decide(case, "a", "j")
    desk.decide(case, "c", "k")
    assert desk.open(case) == ["after"]


def test_a_block_that_is_left_early_takes_its_inner_blocks_with_it(desk):
    inner = [split("t", "k", "c", "d"), staff("c", "k"), staff("d", "k"), join("k", "j")]
    case = desk.case(split("s", "j", "a", "t", needed=1), staff("a", "j"), *inner, join("j", "after"), AFTER, END)
    desk.decide(case, "a", "j")
    assert desk.open(case) == ["after"]
    assert desk.steps(case, "CANCELED") == ["c", "d"]


def test_a_referral_keeps_its_place(desk):
    case = desk.case(*TWO, AFTER, END)
    task = desk.task(case, "b")
    new = services.refer_task(
        task=task, user=desk.world.clerk, post=desk.world.expert_post, note="yours", revision=task.revision
    )
    assert (new.scope_id, new.branch) == (task.scope_id, 1)
    holds(case)
    desk.decide(case, "a", "j")
    desk.decide(case, "b", "j", user=desk.world.expert)
    assert desk.open(case) == ["after"]


# ------------------------------------------------------------------------------------- what people see


def test_the_applicant_reads_the_note_that_led_to_them_and_no_other_branchs(desk):
    case = desk.case(
        staff("first", "s"),
        split("s", "j", "a", "b"),
        staff("a", "fix"),
        asked("fix", "j"),
        staff("b", "b", "j"),
        join("j", "ask"),
        asked("ask", "done"),
        END,
    )
    desk.decide(case, "first", "s", note="from the first")
    desk.decide(case, "b", "b", note="internal")
    desk.decide(case, "a", "fix", note="correct the area")
    desk.decide(case, "b", "j", note="internal too")
    task = desk.task(case, "fix")
    assert selectors.note_to_applicant(task) == "correct the area"
    services.answer_applicant_task(task=task, applicant=desk.world.citizen, answers={}, revision=task.revision)
    assert selectors.note_to_applicant(desk.task(case, "ask")) == ""


def test_a_note_is_found_through_automatic_steps(desk):
    case = desk.case(staff("first", "r"), route("r", "fix", late="done"), asked("fix", "done"), END)
    desk.decide(case, "first", "r", note="correct the area")
    assert selectors.note_to_applicant(desk.task(case, "fix")) == "correct the area"


def test_the_stages_say_every_place_and_what_follows_all_of_them(desk):
    case = desk.case(*TWO, AFTER, END)
    shown = [(stage.title, stage.state) for stage in selectors.stages(case)[1:-1]]
    assert shown == [("a", "current"), ("b", "current"), ("after", "upcoming")]
    assert selectors.case_by_code(case.code).stage == "a و b"
    desk.decide(case, "a", "j")
    assert selectors.case_by_code(case.code).stage == "b"


def test_a_step_that_may_be_cancelled_is_not_promised(desk):
    nodes = [split("s", "j", "a", "b", needed=1), staff("a", "c"), staff("c", "j"), staff("b", "j")]
    case = desk.case(*nodes, join("j", "after"), AFTER, END)
    upcoming = [stage.title for stage in selectors.stages(case) if stage.state == "upcoming"][:-1]
    assert upcoming == ["after"]


def test_the_timeline_says_what_made_a_step_needless(desk):
    case = desk.case(split("s", "j", "a", "b", needed=1), staff("a", "j"), staff("b", "j"), join("j", "after"), AFTER,
                     END)  # fmt: skip
    desk.decide(case, "a", "j")
    entry = next(one for one in selectors.timeline(case) if one.action == "task.cancelled")
    assert (entry.step_title, entry.note) == ("b", "j")


def test_the_waiting_tab_says_every_place(desk):
    case = desk.case(staff("first", "s"), split("s", "j", "a", "b"), staff("a", "j"), asked("b", "j"),
                     join("j", "after"), AFTER, END)  # fmt: skip
    desk.decide(case, "first", "s")
    row = selectors.worklist(desk.world.clerk, "waiting").rows[0]
    assert row.now_at == f"a – {desk.world.clerk_post.title} · b"


# ------------------------------------------------------------------------------------- cost, failure, chance


def test_a_plain_case_reads_no_block(desk):
    case = desk.case(staff("first", "after"), AFTER, END)
    task = desk.task(case, "first")
    with CaptureQueriesContext(connection) as captured:
        services.decide_task(task=task, user=desk.world.clerk, decision="after", revision=task.revision)
    assert [query["sql"] for query in captured if '"workflows_scope"' in query["sql"]] == []
    task = desk.task(case, "after")
    with CaptureQueriesContext(connection) as captured:
        services.decide_task(task=task, user=desk.world.clerk, decision="done", revision=task.revision)
    assert [query["sql"] for query in captured if '"workflows_scope"' in query["sql"]] == []


class _Broken(Exception):
    pass


def _rows(case):
    tasks = Task.objects.filter(process=case).order_by("id").values_list("step", "status", "branch", "revision")
    scopes = Scope.objects.filter(case=case).order_by("id").values_list("step", "arrived", "closed")
    return list(tasks), list(scopes), CaseLogEntry.objects.filter(case=case).count(), Case.objects.get(pk=case.pk).facts


def _failing_at(number):
    """Fails at the so-manieth write of the block."""
    left = [number]

    def wrapper(execute, sql, params, many, context):
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            left[0] -= 1
            if left[0] == 0:
                raise _Broken
        return execute(sql, params, many, context)

    return wrapper


@pytest.mark.parametrize("moment", ["split", "cancel"])
def test_a_verb_that_breaks_at_any_of_its_writes_has_changed_nothing(desk, moment):
    nodes = [split("s", "j", *"abc", needed=1), *(staff(name, "j") for name in "abc"), join("j", "after"), AFTER, END]
    case = desk.case(staff("first", "s"), *nodes)
    name, decision = "first", "s"
    if moment == "cancel":
        desk.decide(case, "first", "s")
        name, decision = "b", "j"
    before = _rows(case)
    for number in range(1, 40):
        try:
            with connection.execute_wrapper(_failing_at(number)), transaction.atomic():
                desk.decide(case, name, decision)
        except (_Broken, DatabaseError):
            assert _rows(case) == before
        else:
            break
    assert number > 5
    assert desk.open(case) == (["a", "b", "c"] if moment == "split" else ["after"])


def _block(chance, names, depth, then):
    """A block of random branches that ends at `then`: (its first step, its nodes)."""
    opener, closer = f"s{next(names)}", f"j{next(names)}"
    nodes, targets = [join(closer, then)], []
    for _branch in range(chance.randint(2, 3)):
        if depth and chance.random() < 0.5:
            first, inner = _block(chance, names, depth - 1, closer)
        else:
            first = f"t{next(names)}"
            inner = [staff(first, closer, first)]
        nodes += inner
        targets.append(first)
    needed = chance.choice([0, 0, 1, len(targets) - 1])
    return opener, [split(opener, closer, *targets, needed=needed), *nodes]


@pytest.mark.parametrize("seed", range(12))
def test_random_blocks_and_decisions_keep_what_must_hold(desk, seed):
    chance = random.Random(seed)
    first, nodes = _block(chance, iter(range(1000)), 2, "after")
    nodes.sort(key=lambda node: node["name"] != first)
    case = desk.case(*nodes, AFTER, END)
    for _decision in range(200):
        waiting = desk.open(case)
        if not waiting:
            break
        task = desk.task(case, chance.choice(waiting))
        keys = [way.key for way in selectors.decisions_of(task)]
        desk.decide(case, task.step, keys[0] if chance.random() < 0.8 else keys[-1])
    assert Case.objects.get(pk=case.pk).outcome == "done"


def test_a_step_is_read_under_the_version_it_was_made_under(desk):
    """A case whose newest version is another one: its past keeps its words, its forms and its decisions."""
    case = desk.case(staff("first", "after"), AFTER, END)
    newer = desk.version({**staff("first", "done"), "title": "renamed"}, END)
    Case.objects.filter(pk=case.pk).update(process_version=newer)
    case.refresh_from_db()
    task = desk.task(case, "first")
    assert [one.key for one in selectors.decisions_of(task)] == ["after"]
    assert selectors.task_node(task)["title"] == "first"
    assert [stage.title for stage in selectors.stages(case) if stage.state == "current"] == ["first"]
    desk.decide(case, "first", "after")
    assert factories.open_task(case).process_version_id == task.process_version_id
