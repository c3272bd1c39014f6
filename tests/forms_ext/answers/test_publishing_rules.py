"""Rules that cannot be published: said with the field, in words."""

import pytest
from django.utils import translation

from tests.forms_ext.answers.plans import call, f, licence, n, plan, rows, spec, total


def problems(*items):
    return [(problem.path, problem.code) for problem in plan(*items).problems]


def test_cycles_are_named_and_need_is_no_cycle():
    one = spec("a", "number", compute=call("+", f("b"), n(1)))
    two = spec("b", "number", compute=f("c"))
    three = spec("c", "number", visible=call(">", f("a"), n(1)))
    (problem,) = plan(one, two, three).problems
    assert problem.code == "cycle"
    assert "a → b → c → a" in problem.text
    with translation.override("fa"):
        assert "منتظر" in plan(one, two, three).problems[0].text
    assert problems(spec("r", "rows", spec("x", "number", compute=total("r", "x")))) == [("r.x", "cycle")]
    assert problems(spec("g", "group", spec("x", "yes_no"), visible=call("=", f("g.x"), ["b", True])))[0][1] == "cycle"
    asks = spec("a", required={"field": "b", "op": "filled"}), spec("b", required={"field": "a", "op": "filled"})
    assert problems(*asks) == []


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (call("+", f("total"), f("nobody")), "unknown"),
        (call("+", f("total"), f("owners.share")), "reach"),
        (call("+", f("total"), f("kind")), "kind"),
        (f("kind"), "result"),
        (call("frob", n(1)), "function"),
        (call("round"), "arguments"),
        (call("if", ["b", True], n(1)), "arguments"),
        (call("count", rows("total")), "kind"),
        (call("count", rows("owners", where=f("owners.share"))), "kind"),
        (call("+", n("1e5"), n(1)), "tree"),
        ([], "tree"),
        (["n"], "tree"),
        (["f", 5], "unknown"),
        (call("sum", *[n(1)] * 400), "large"),
        ({"field": "nobody", "op": "filled"}, "unknown"),
        ("total + 1", "tree"),
    ],
)
def test_mistakes(rule, code):
    items = [spec("kind"), spec("total", "number"), spec("owners", "rows", spec("share", "number"))]
    assert problems(*items, spec("z", "number", compute=rule)) == [("z", code)]


def test_a_rule_nested_without_end_is_refused():
    rule = n(1)
    for _level in range(500):
        rule = call("abs", rule)
    assert problems(spec("z", "number", compute=rule)) == [("z", "large")]


@pytest.mark.parametrize(
    ("comparison", "code"),
    [
        (call("=", f("kind"), ["t", "a"]), None),
        (call("=", f("kind"), n(1)), "kind"),
        (call("<", f("agreed"), ["b", True]), "kind"),
        (call("<", f("day"), f("today")), None),
        (call("<", f("day"), f("at")), "kind"),
        (call("contains", f("needs"), ["t", "a"]), None),
        (call("contains", f("needs"), n(1)), "kind"),
        (call("in", f("kind"), ["t", "a"], ["e"]), None),
        (call("in", f("needs"), ["t", "a"]), "kind"),
        (call("=", f("owners"), ["t", "a"]), "kind"),
        (call("empty", f("owners")), None),
        (call("=", call("-", f("day"), f("today")), n(3)), None),
        (call("=", call("+", f("day"), n(3)), f("today")), None),
        (call("=", call("+", n(3), f("day")), f("today")), "kind"),
        (call("and", f("kind")), "kind"),
        (call("not", call("or")), None),
        ({"all": [{"field": "at", "op": "gt", "value": "10:00:00"}]}, None),
    ],
)
def test_kinds_that_go_together_and_kinds_that_never_meet(comparison, code):
    items = [
        spec("kind", "single_choice", choices="a\nb"),
        spec("needs", "multiple_choice", choices="a\nb"),
        spec("agreed", "yes_no"),
        spec("day", "jalali_date"),
        spec("at", "time"),
        spec("owners", "rows", spec("x")),
    ]
    assert problems(*items, spec("z", visible=comparison)) == ([("z", code)] if code else [])


def test_a_name_means_the_nearest_field():
    of = licence()
    assert of.resolve("name", ("owners",)) == "owners.name"
    assert of.resolve("kind", ("owners",)) == "kind"
    assert of.resolve("today", ("owners",)) == "today"
    assert of.resolve("name", ()) is None
