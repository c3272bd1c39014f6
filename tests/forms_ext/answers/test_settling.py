"""One pass: whatever the order of the fields, the same in the browser, and settled stays settled."""

import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms_ext.answers.evaluation import STEPS, Budget, Fault, evaluate
from forms_ext.answers.paths import dotted
from forms_ext.answers.settling import settle
from forms_ext.answers.values import write
from tests.forms_ext.answers.plans import call, f, licence, n, plan, rows, spec
from tests.forms_ext.answers.strategies import TODAY, TREES, forms
from tests.forms_ext.browser import in_node, needs_node

FACTS = {"today": TODAY}
bounded = settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))


class Nowhere:
    """A scope without fields."""

    def __init__(self):
        self.budget = Budget()


def asked(tree):
    try:
        return write(evaluate(tree, Nowhere()))
    except Fault as fault:
        return ["x", fault.code]


def shuffled(items, rng):
    items = rng.sample(items, len(items))
    return [{**one, "value": {**one["value"], "fields": shuffled(one["value"]["fields"], rng)}} for one in items]


def facts_of(settled):
    """All that a pass found, to be compared."""
    errors = {dotted(path): error.code for path, error in settled.errors.items()}
    paths = (sorted(map(dotted, found)) for found in (settled.hidden, settled.readonly, settled.required))
    return {
        "answers": settled.answers,
        "errors": errors,
        **dict(zip(("hidden", "readonly", "required"), paths, strict=True)),
    }


@given(drawn=forms(), number=st.integers())
@bounded
def test_the_order_of_the_fields_does_not_matter_and_settled_stays_settled(drawn, number):
    items, answers = drawn
    one = plan(*items)
    if one.problems:
        assert {problem.code for problem in one.problems} == {"cycle"}
        return
    found = settle(one, answers, facts=FACTS)
    other = settle(plan(*shuffled(items, random.Random(number))), answers, facts=FACTS)
    assert facts_of(found) == facts_of(other)
    assert settle(one, found.answers, facts=FACTS).answers == found.answers


def test_settling_changes_nothing_that_it_was_given():
    answers = {"kind": "house", "shop": {"name": "x"}, "owners": [{"_id": "a", "share": "5"}]}
    before = repr(answers)
    settle(licence(), answers, before={"owners": [{"_id": "a", "fixed": "F"}]}, facts=FACTS)
    assert repr(answers) == before


def test_a_rule_without_a_value_is_an_error_at_its_field_and_does_not_hold():
    of = plan(
        spec("a", "number"),
        spec("b", "number", compute=call("/", n(1), f("a"))),
        spec("c", visible=call(">", call("/", n(1), f("a")), n(0))),
    )
    found = settle(of, {"a": "0", "b": "7", "c": "x"}, facts=FACTS)
    assert found.answers == {"a": "0"}
    assert {path: error.code for path, error in found.errors.items()} == {("b",): "zero", ("c",): "zero"}


def test_a_form_that_costs_too_much_is_stopped():
    inner = call("sum", rows("r", f("r.x")))
    of = plan(
        spec("r", "rows", spec("x", "number"), spec("y", "number", compute=call("+", *[f("r.x")] * 250))),
        spec("z", "number", compute=inner),
    )
    answers = {"r": [{"_id": str(number), "x": "1"} for number in range(1000)]}
    assert STEPS < 250 * 1000
    found = settle(of, answers, facts=FACTS)
    assert {error.code for error in found.errors.values()} == {"steps"}


def test_a_list_that_is_the_same_for_every_row_is_made_once():
    share, every = f("r.x"), call("sum", rows("r", f("r.x")))
    of = plan(spec("r", "rows", spec("x", "number"), spec("part", "number", compute=call("/", share, every))))
    rows_ = [{"_id": str(number), "x": "1"} for number in range(200)]
    found = settle(of, {"r": rows_}, facts=FACTS)
    assert found.errors == {}, "200 rows that each sum 200 rows stay within the steps"
    assert {row["part"] for row in found.answers["r"]} == {"0.005"}


@needs_node
@given(trees=st.lists(TREES, min_size=150, max_size=300))
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
def test_trees_have_the_same_value_in_the_browser(trees):
    found = in_node(asked=[[tree, {}, {}] for tree in trees])
    differing = [
        (tree, asked(tree), theirs) for tree, theirs in zip(trees, found, strict=True) if asked(tree) != theirs
    ]
    assert differing == []


@needs_node
@given(drawn=st.lists(forms(), min_size=30, max_size=60))
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
def test_forms_are_settled_alike_in_the_browser(drawn):
    cases = [(plan(*items), answers) for items, answers in drawn]
    cases = [(of, answers) for of, answers in cases if not of.problems]
    cases.append((licence(), {"kind": "shop", "owners": [{"share": "33.33", "foreign": True}, {"share": "66.67"}, {}]}))
    theirs = in_node(settled=[[of.for_browser(), answers, TODAY.isoformat()] for of, answers in cases])
    for (of, answers), found in zip(cases, theirs, strict=True):
        assert facts_of(settle(of, answers, facts=FACTS)) == found
