"""What follows from the ways of a process alone: what is wrong with it, what surely comes."""

import pytest
from django.utils import translation

from tests.workflows.steps.conftest import END, asked, join, route, spec, split, staff
from workflows.builder import validation
from workflows.graph import FlawKind, Graph, Vertex, Way
from workflows.steps.outline import graph_of, next_steps

pytestmark = pytest.mark.usefixtures("parallel")
JOIN, AFTER = join("j", "after"), staff("after", "done")


def flaws(*nodes):
    return {(flaw.kind, flaw.step, flaw.others) for flaw in graph_of(spec(*nodes)["nodes"]).flaws()}


def test_a_sound_block_has_no_flaw():
    inner = [split("t", "k", "c", "d"), staff("c", "c", "k"), staff("d", "k"), join("k", "j")]
    assert flaws(split("s", "j", "a", "t"), staff("a", "j", "done"), *inner, JOIN, AFTER, END) == set()


@pytest.mark.parametrize(
    ("nodes", "flaw"),
    [
        (
            [staff("x", "s", "j"), split("s", "j", "a", "b"), staff("a", "j"), staff("b", "j")],
            (FlawKind.FROM_OUTSIDE, "j", ("", "")),
        ),
        (
            [split("s", "j", "a", "b"), staff("a", "b", "j"), staff("b", "j")],
            (FlawKind.TWO_PLACES, "b", ("s", "b", "s", "a")),
        ),
        (
            [split("s", "j", "a", "b"), staff("a", "j"), staff("b", "after")],
            (FlawKind.LOST_BRANCHES, "j", ("s", "b")),
        ),
        (
            [split("s", "j", "a", "b"), staff("a", "j"), staff("b", "b")],
            (FlawKind.ENDLESS, "b", ()),
        ),
        (
            [split("s", "j", "a", "done"), staff("a", "j")],
            (FlawKind.ENDS_AT_ONCE, "s", ("done",)),
        ),
        (
            [split("s", "j", "a", "b"), staff("a", "j"), staff("b", "j"), staff("lost", "done")],
            (FlawKind.UNREACHED, "lost", ()),
        ),
        (
            [split("s", "j", "r", "b"), staff("b", "j"), route("r", "j", late="r")],
            (FlawKind.CIRCLING, "r", ()),
        ),
        (
            [
                split("s", "j", "a", "b"),
                *({**staff(n, "j"), "forms": [{"form": 7, "version": 7, "access": "write"}]} for n in "ab"),
            ],
            (FlawKind.TWO_WRITERS, "b", ("a",)),
        ),
    ],
)
def test_each_flaw_is_named_at_its_step(nodes, flaw):
    assert flaw in flaws(*nodes, JOIN, AFTER, END)


@pytest.mark.django_db
def test_every_flaw_has_words_for_the_editor():
    nodes = [split("s", "j", "a", "b", "done"), staff("a", "b", "j"), staff("b", "after"), JOIN, AFTER, END]
    with translation.override("en"):
        texts = " ".join(problem.message for problem in validation.check(spec(*nodes)))
    assert "in branch “b” of “s”" in texts
    assert "ends the case at once" in texts
    assert set(validation._WORDS) == set(FlawKind)


def sure(start, *nodes):
    return graph_of(spec(*nodes)["nodes"]).surely_next(start)


def test_every_branch_of_a_block_is_promised_if_the_join_waits_for_all():
    two = [staff("a", "j"), staff("b", "c"), staff("c", "j"), JOIN, AFTER, END]
    assert sure("start", split("s", "j", "a", "b"), *two) == ["s", "a", "b", "j", "c", "after"]
    assert sure("start", split("s", "j", "a", "b", needed=1), *two) == ["s", "j", "after"]


def test_a_branch_that_may_end_the_case_leaves_the_others_unsure():
    nodes = [split("s", "j", "a", "b"), staff("a", "j", "done"), staff("b", "j"), JOIN, AFTER, END]
    assert "b" not in sure("start", *nodes)


def test_what_comes_from_several_places_at_once():
    nodes = [split("s", "j", "a", "b"), staff("a", "j"), staff("b", "c"), staff("c", "j"), JOIN, AFTER, END]
    graph = graph_of(spec(*nodes)["nodes"])
    assert graph.to_come(["a", "b"]) == ["c", "j", "after"]
    assert graph.to_come(["a", "c"]) == ["j", "after"]
    assert graph.to_come([]) == []


def test_hidden_steps_are_passed_through():
    ways = {"a": "b", "b": "c", "c": "b"}
    graph = Graph([*(Vertex(name, (Way(to),)) for name, to in ways.items()), Vertex("d")], "a")
    assert graph.ways_around({"b"}) == {"a": [Way("c")], "c": [Way("c")], "d": []}
    assert graph.ways_around({"b", "c"}) == {"a": [], "d": []}


def test_where_a_case_goes_on_is_asked_without_a_case():
    review = staff("review", "route", "ask")
    assert [way.target for way in next_steps(review, {"decision.review": "ask"})] == ["ask"]
    with pytest.raises(LookupError):
        next_steps(review, {"decision.review": "nowhere"})
    assert [way.target for way in next_steps(asked("ask", "review"), {})] == ["review"]
    assert [way.target for way in next_steps(route("r", "a", late="b"), {"case.late": True})] == ["b"]
    assert [way.target for way in next_steps(route("r", "a", late="b"), {"case.late": False})] == ["a"]
    assert [way.target for way in next_steps(split("s", "j", "a", "b"), {})] == ["a", "b"]
    assert next_steps(END, {}) == []
