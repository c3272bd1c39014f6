"""Trees of the language and whole forms, made at random."""

import datetime as dt

from hypothesis import strategies as st

from tests.forms_ext.answers.plans import call, f, n, rows, spec

TODAY = dt.date(2026, 11, 25)

# ------------------------------------------------------------------------------------------------ trees
TEXTS = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=6),
    st.sampled_from(["كي", "کی", "۱۲", "12", "😀", "\uff5e", "é", "e\u0301", "a\u200c", " x ", ""]),
)
NUMBERS = st.one_of(
    st.decimals(-(10**9), 10**9, places=3).map(lambda number: f"{number:f}"),
    st.integers(-(10**27), 10**27).map(str),
    st.sampled_from(["0", "-0", "0.1", "0.2", "0.000000000001", "1", "-1", "0.5", "2.5", "-2.5", "3", "12"]),
    st.just("9" * 28 + "." + "9" * 12),
)
DATES = st.dates(dt.date(1000, 1, 1), dt.date(9999, 12, 31)).map(lambda day: day.isoformat())
ODD = st.sampled_from([["n", "1e5"], ["d", "2026-02-30"], ["n", "٣"], ["d", "0999-01-01"], ["x"], ["c", "eval", ["e"]]])
NUMBER = NUMBERS.map(lambda number: ["n", number])
TEXT = TEXTS.map(lambda text: ["t", text])
DATE = DATES.map(lambda day: ["d", day])
LITERAL = st.one_of(NUMBER, TEXT, DATE, st.booleans().map(lambda one: ["b", one]), st.just(["e"]), ODD)
PLACES = st.sampled_from(["0", "2", "12", "13", "-1", "-0.5", "1.5"]).map(lambda places: ["n", places])


def _calls(inner):
    two = st.sampled_from(["=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "contains"])
    some = st.sampled_from(["and", "or", "in", "&", "join", "sum", "min", "max", "avg", "count", "+", "*"])
    one = st.sampled_from(["not", "empty", "abs", "round", "len"])
    return st.one_of(
        st.builds(call, two, inner, inner),
        st.builds(call, some, inner, inner, inner),
        st.builds(call, one, inner),
        st.builds(call, st.just("if"), inner, inner, inner),
        st.builds(call, st.just("round"), inner, PLACES),
    )


def _of_numbers(inner):
    return st.builds(call, st.sampled_from(["+", "-", "*", "/", "sum", "avg", "min", "max"]), inner, inner)


def _of_texts(inner):
    names = st.sampled_from(["=", "!=", "<", "<=", ">", ">=", "contains", "in", "&", "count"])
    return st.one_of(st.builds(call, names, inner, inner), st.builds(call, st.just("join"), inner, inner, inner))


TREES = st.one_of(
    st.recursive(TEXT, _of_texts, max_leaves=8),
    st.recursive(NUMBER, _of_numbers, max_leaves=14),
    st.recursive(LITERAL, _calls, max_leaves=14),
    st.builds(
        call, st.sampled_from("+-"), DATE, NUMBER | st.integers(-(10**6), 10**6).map(lambda days: ["n", str(days)])
    ),
)

# ------------------------------------------------------------------------------------------------ forms
NAMES = ["constructor", "a", "b", "c", "d", "e"]
TYPES = {"number": st.integers(-50, 50).map(str), "yes_no": st.booleans(), "text": st.sampled_from(["x", "y", "کی1"])}
_LITERALS = {"number": n(3), "yes_no": ["b", True], "text": ["t", "x"]}


@st.composite
def forms(draw, computes=True):
    """Fields whose rules may ask any other, inside rows and outside, and answers to them. Cycles are likely."""
    types = {name: draw(st.sampled_from(["number", *TYPES])) for name in NAMES[: draw(st.integers(2, len(NAMES)))]}
    inside = {name for name in types if draw(st.booleans())}
    path = {name: f"r.{name}" if name in inside else name for name in types}

    def rule(name):
        other = draw(st.sampled_from(sorted(types)))
        if other in inside and name not in inside:
            is_filled = call("not", call("empty", f(path[other])))
            return call(">", call("count", rows("r", where=draw(st.sampled_from([None, is_filled])))), n(1))
        compared = call("=", f(path[other]), _LITERALS[types[other]])
        filled = call("not", call("empty", f(path[other])))
        return draw(st.sampled_from([compared, filled, call("and", call("not", compared), filled)]))

    def compute():
        numbers = sorted(name for name in types if types[name] == "number")
        other = draw(st.sampled_from(numbers))
        asked = call("sum", rows("r", f(path[other]))) if other in inside else f(other)
        return draw(
            st.sampled_from([call("+", asked, n(1)), call("/", call("*", asked, n(3)), n(7)), call("/", n(1), asked)])
        )

    def field(name):
        rules = {aspect: rule(name) for aspect in ("visible", "required", "readonly") if draw(st.integers(0, 3)) == 0}
        if computes and types[name] == "number" and draw(st.integers(0, 2)) == 0:
            rules["compute"] = compute()
        if draw(st.integers(0, 3)) == 0:
            rules["required"] = True
        return spec(name, types[name], **rules)

    outer = [field(name) for name in types if name not in inside]
    items = [*outer, spec("r", "rows", *(field(name) for name in types if name in inside))] if inside else outer
    answers = {name: draw(TYPES[types[name]]) for name in types if name not in inside and draw(st.booleans())}
    if inside:
        row = st.fixed_dictionaries({}, optional={name: TYPES[types[name]] for name in sorted(inside)})
        answers["r"] = draw(st.lists(row, max_size=3))
    return draw(st.permutations(items)), answers
