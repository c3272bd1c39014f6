"""The condition language: in Python and in the browser, by the same vectors, and over any tree and any facts."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from forms_ext.condition_blocks import ConditionBlock, ConditionRowBlock
from forms_ext.conditions import OPERATORS, FieldKind, check, evaluate, operands

HERE = Path(__file__).parent
DATA = json.loads((HERE / "condition_vectors.json").read_text())
FACTS, VECTORS = DATA["facts"], DATA["vectors"]
NODE = shutil.which("node")

needs_node = pytest.mark.skipif(
    NODE is None and os.environ.get("CI") != "true",
    reason="node is not installed: the browser's evaluator is not tested",
)


def in_node(pairs):
    """What the browser's evaluator says of each `(tree, facts)`."""
    answer = subprocess.run(
        [NODE or "node", str(HERE / "evaluate_conditions.js")],
        input=json.dumps(pairs),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return json.loads(answer.stdout)


# ------------------------------------------------------------------------------------------------ vectors
def test_there_are_vectors_enough():
    assert len(VECTORS) >= 60
    assert len({vector["why"] for vector in VECTORS}) == len(VECTORS)
    assert {vector["holds"] for vector in VECTORS} == {True, False}


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["why"] for vector in VECTORS])
def test_vectors_in_python(vector):
    assert evaluate(vector["tree"], FACTS) is vector["holds"]


@needs_node
def test_vectors_in_the_browsers_evaluator():
    found = in_node([[vector["tree"], FACTS] for vector in VECTORS])
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
LEAVES = st.one_of(
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
    found = in_node(pairs)
    for (tree, facts), holds in zip(pairs, found, strict=True):
        assert evaluate(tree, facts) is holds, (tree, facts)


@needs_node
def test_both_evaluators_fold_every_character_alike():
    """Spaces, marks and composed letters: each character of the basic plane around a letter, and between two."""
    characters = [chr(code) for code in range(0x10000) if not 0xD800 <= code < 0xE000]
    pairs = [[{"field": "a", "op": "eq", "value": "e\u0301"}, {"a": f"{c}e{c}\u0301{c}"}] for c in characters]
    pairs += [[{"field": "a", "op": "eq", "value": "x"}, {"a": f"{c}x{c}"}] for c in characters]
    found = in_node(pairs)
    differing = [facts for (tree, facts), holds in zip(pairs, found, strict=True) if evaluate(tree, facts) is not holds]
    assert differing == []


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
    assert ConditionBlock.to_tree(value) == {
        "any": [
            {"field": "f.day", "op": "gte", "value": "2026-11-24"},
            {"field": "f.owner", "op": "eq", "value": True},
            {"field": "f.name", "op": "in", "value": ["علی", "رضا"]},
            {"field": "f.plan", "op": "filled"},
        ]
    }
    block = ConditionBlock()
    assert ConditionBlock.to_tree(block.to_python(value)) == ConditionBlock.to_tree(value), "raw or bound alike"


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
    assert tree == {"all": [{"field": "f.at", "op": "eq", "value": stored}]}
    assert bool(check(tree, {"f.at": FieldKind.TIME})) is (stored == "nonsense")


@pytest.mark.parametrize("value", ["20261124", "2026-W48-2"])
def test_a_date_has_one_spelling(value):
    assert check({"field": "f.on", "op": "eq", "value": value}, {"f.on": FieldKind.DATE})
