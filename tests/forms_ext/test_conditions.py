"""The condition language: in Python and in the browser, by the same vectors, and over any tree and any facts."""

import json
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from forms_ext.condition_blocks import ConditionBlock, ConditionRowBlock
from forms_ext.conditions import OPERATORS, FieldKind, check, compiled, evaluate, operands
from tests.forms_ext.browser import in_node, needs_node

DATA = json.loads((Path(__file__).parent / "condition_vectors.json").read_text())
KINDS_OF_FACTS, FACTS, VECTORS = DATA["kinds"], DATA["facts"], DATA["vectors"]


def kinded(tree):
    """The tree with the kind of each fact in it, as publishing writes it."""
    if isinstance(tree, list):
        return [kinded(part) for part in tree]
    if not isinstance(tree, dict):
        return tree
    kind = KINDS_OF_FACTS.get(tree["field"]) if "field" in tree else None
    return ({"kind": kind} if kind else {}) | {
        name: part if name in ("value", "kind") else kinded(part) for name, part in tree.items()
    }


def holds_in_the_browser(pairs):
    """What the browser's evaluator says of each `(condition, facts)`, compiled for it here."""
    asked = [[*compiled(tree), facts] for tree, facts in pairs]
    return [literal == ["b", True] for literal in in_node(asked=asked)]


# ------------------------------------------------------------------------------------------------ vectors
def test_there_are_vectors_enough():
    assert len(VECTORS) >= 100
    assert len({vector["why"] for vector in VECTORS}) == len(VECTORS)
    assert {vector["holds"] for vector in VECTORS} == {True, False}


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["why"] for vector in VECTORS])
def test_vectors_in_python(vector):
    assert evaluate(kinded(vector["tree"]), FACTS) is vector["holds"]


@needs_node
def test_vectors_in_the_browsers_evaluator():
    found = holds_in_the_browser([(kinded(vector["tree"]), FACTS) for vector in VECTORS])
    wrong = [v["why"] for v, holds in zip(VECTORS, found, strict=True) if holds is not v["holds"]]
    assert wrong == []


# ------------------------------------------------------------------------------------------------ any tree, any facts
NAMES = st.sampled_from(["a", "b", "c", "missing", "constructor"])
ODD_TEXTS = [
    *("", " ", "0", "-0", "1", "01", "1.0", "-1.50", "۱۲", "١٢", "1e5", ".5", "5.", "-", "NaN", "true", "false"),
    *("علي", "علی", "\u200cنیم‌فاصله\u200c", "2026-11-24", "14:30:00", "é", "e\u0301", "e\u200b\u0301", "😀", "\uffee"),
    *("99999999999999999999.00000000000000000001", "\u200f12", "1\u200b2", "\u0085x", "\u001fx", "\ufeffx", "ك", "آب"),
]
TEXTS = st.one_of(
    st.sampled_from(ODD_TEXTS),
    st.text(alphabet=st.characters(codec="utf-8"), max_size=6),
)
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-(10**6), 10**6), TEXTS)
VALUES = st.one_of(SCALARS, st.lists(SCALARS, max_size=3), st.dictionaries(st.text(max_size=2), SCALARS, max_size=1))
OPS = st.sampled_from([*sorted({op for ops in OPERATORS.values() for op in ops}), "like", ""])
KINDS_ASKED = st.sampled_from([*FieldKind])
LEAVES = st.one_of(
    st.fixed_dictionaries({"field": NAMES, "op": OPS, "value": VALUES, "kind": KINDS_ASKED}),
    st.fixed_dictionaries({"field": NAMES, "op": OPS, "value": VALUES}),
    st.fixed_dictionaries({"field": NAMES, "op": OPS}),
    st.just({}),
    VALUES,
)
TREES = st.recursive(
    LEAVES,
    lambda parts: st.one_of(
        st.fixed_dictionaries({"all": st.lists(parts, max_size=3)}),
        st.fixed_dictionaries({"any": st.lists(parts, max_size=3)}),
        st.fixed_dictionaries({"not": parts}),
        st.fixed_dictionaries({"all": parts}),
    ),
    max_leaves=8,
)
FACT_SETS = st.dictionaries(st.sampled_from(["a", "b", "c"]), VALUES, max_size=3)
ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.floats(), st.integers(), st.text(max_size=5), st.binary(max_size=3)),
    lambda parts: st.one_of(
        st.lists(parts, max_size=3),
        st.dictionaries(
            st.sampled_from(["all", "any", "not", "field", "op", "value"]) | st.text(max_size=2), parts, max_size=4
        ),
    ),
    max_leaves=12,
)


@given(tree=st.one_of(TREES, ANYTHING), facts=st.one_of(FACT_SETS, st.dictionaries(st.text(max_size=3), ANYTHING)))
def test_evaluation_never_raises(tree, facts):
    assert evaluate(tree, facts) in (True, False)
    assert isinstance(operands(tree), set)
    assert all(isinstance(problem, str) for problem in check(tree, {"a": FieldKind.NUMBER, "b": FieldKind.TEXT}))


@needs_node
@given(pairs=st.lists(st.tuples(TREES, FACT_SETS), min_size=60, max_size=120))
@settings(max_examples=12)  # each starts Node once for a hundred pairs
def test_both_evaluators_agree(pairs):
    found = holds_in_the_browser(pairs)
    for (tree, facts), holds in zip(pairs, found, strict=True):
        assert evaluate(tree, facts) is holds, (tree, facts)


@given(tree=TREES, facts=FACT_SETS)
def test_only_the_operands_matter(tree, facts):
    named = {name: value for name, value in facts.items() if name in operands(tree)}
    assert evaluate(tree, facts) is evaluate(tree, named)


# ------------------------------------------------------------------------------------------------ what editors write
KINDS = {
    "f.name": FieldKind.TEXT,
    "f.age": FieldKind.NUMBER,
    "f.owner": FieldKind.BOOLEAN,
    "f.needs": FieldKind.CHOICES,
    "f.plan": FieldKind.FILE,
    "f.day": FieldKind.DATE,
}


@pytest.mark.parametrize(
    "tree",
    [
        {"field": "f.name", "op": "contains", "value": "علی"},
        {"field": "f.age", "op": "gt", "value": "۱۸"},
        {
            "all": [
                {"field": "f.owner", "op": "eq", "value": True},
                {"field": "f.needs", "op": "contains", "value": "آب"},
            ]
        },
        {"not": {"field": "f.plan", "op": "filled"}},
        {"field": "f.day", "op": "lte", "value": "2026-11-24"},
    ],
)
def test_good_conditions(tree):
    assert check(tree, KINDS) == []


@pytest.mark.parametrize(
    ("tree", "words"),
    [
        ({"field": "f.gone", "op": "eq", "value": "1"}, "فیلدی با نام «f.gone»"),
        ({"field": "f.age", "op": "contains", "value": "1"}, "سازگار نیست"),
        ({"field": "f.plan", "op": "eq", "value": "1"}, "سازگار نیست"),
        ({"field": "f.age", "op": "gt", "value": "زیاد"}, "عدد است"),
        ({"field": "f.owner", "op": "eq", "value": "شاید"}, "بله یا خیر"),
        ({"field": "f.name", "op": "eq", "value": " "}, "مقداری را که"),
        ({"all": []}, "هیچ سطری ندارد"),
        ({"any": [None]}, "کامل نیست"),
        (None, "کامل نیست"),
    ],
)
def test_bad_conditions_are_told_in_words(tree, words):
    with translation.override("fa"):
        (problem,) = check(tree, KINDS)
    assert words in problem


def test_a_condition_nested_without_end_is_refused():
    tree = {"field": "f.age", "op": "gt", "value": "1"}
    for _level in range(2000):
        tree = {"not": tree}
    with translation.override("fa"):
        assert "تودرتو" in check(tree, KINDS)[0]
    assert evaluate(tree, {"f.age": "2"}) in (True, False)


def test_rows_of_the_editor_become_a_tree():
    value = {
        "mode": "any",
        "rows": [
            {"type": "item", "id": "1", "value": {"field": "f.day", "op": "gte", "value": "۱۴۰۵/۰۹/۰۳"}},
            {"type": "item", "id": "2", "value": {"field": "f.owner", "op": "eq", "value": "بله"}},
            {"type": "item", "id": "3", "value": {"field": "f.name", "op": "in", "value": "علی | رضا |"}},
            {"type": "item", "id": "4", "value": {"field": "f.plan", "op": "filled", "value": "x"}},
        ],
    }
    assert ConditionBlock.to_tree(value, KINDS) == {
        "any": [
            {"field": "f.day", "op": "gte", "value": "2026-11-24", "kind": "date"},
            {"field": "f.owner", "op": "eq", "value": True, "kind": "boolean"},
            {"field": "f.name", "op": "in", "value": ["علی", "رضا"], "kind": "text"},
            {"field": "f.plan", "op": "filled", "kind": "file"},
        ]
    }
    block = ConditionBlock()
    bound = block.to_python(value)
    assert ConditionBlock.to_tree(bound, KINDS) == ConditionBlock.to_tree(value, KINDS), "raw or bound alike"


def test_a_row_without_its_value_is_refused_at_the_value():
    from wagtail.blocks.struct_block import StructBlockValidationError

    block = ConditionRowBlock()
    with pytest.raises(StructBlockValidationError) as refused:
        block.clean(block.to_python({"field": "f.age", "op": "gt", "value": " "}))
    assert set(refused.value.block_errors) == {"value"}
    block.clean(block.to_python({"field": "f.age", "op": "filled", "value": ""}))


@pytest.mark.parametrize(("written", "stored"), [("14:30", "14:30:00"), ("۹:۰۰", "09:00:00"), ("nonsense", "nonsense")])
def test_times_are_compared_as_answers_are_stored(written, stored):
    row = {"field": "f.at", "op": "eq", "value": written}
    tree = ConditionBlock.to_tree({"mode": "all", "rows": [row]}, {"f.at": FieldKind.TIME})
    assert tree == {"all": [{"field": "f.at", "op": "eq", "value": stored, "kind": "time"}]}
    assert bool(check(tree, {"f.at": FieldKind.TIME})) is (stored == "nonsense")


@pytest.mark.parametrize("value", ["20261124", "2026-W48-2"])
def test_a_date_has_one_spelling(value):
    assert check({"field": "f.on", "op": "eq", "value": value}, {"f.on": FieldKind.DATE})
