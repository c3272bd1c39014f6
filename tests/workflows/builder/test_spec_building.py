"""From the editor's steps to plain JSON: total, and true to what the editor chose."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms_ext.conditions import FieldKind
from tests.workflows.builder.steps import (
    applicant,
    branch,
    decision,
    end,
    item,
    key,
    message,
    node,
    placed,
    route,
    row,
    sid,
    staff,
    step,
)
from workflows.builder.spec_building import build_spec, node_name


def nodes(*steps, versions=None):
    return {one["name"]: one for one in build_spec("P", steps, versions)["nodes"]}


def test_a_step_is_known_by_the_first_letters_of_its_blocks_id():
    assert node_name("1a2b3c4d-5e6f-4000-8000-000000000000") == "step_1a2b3c4d"
    assert node_name("1a-2b3c4d5e6f") == "step_1a2b3c4d"


def test_no_steps():
    assert build_spec("P", []) == {
        "title": "P",
        "nodes": [{"name": "start", "type": "start", "title": "", "next": ""}],
    }


def test_a_step_goes_to_the_following_one_unless_it_says_otherwise():
    made = nodes(
        staff("a", 1, decision("on"), decision("far", "z")),
        applicant("b"),
        message("c"),
        route("d", branch("a"), default=""),
        message("y", "a"),
        end("z"),
    )
    assert made["start"]["next"] == node("a")
    assert [d["target"] for d in made[node("a")]["decisions"]] == [node("b"), node("z")]
    assert made[node("b")]["next"] == node("c")
    assert made[node("c")]["next"] == node("d")
    assert made[node("d")]["branches"][0]["target"] == node("a")
    assert made[node("d")]["default"] == node("y")
    assert made[node("y")]["next"] == node("a")


def test_the_last_step_goes_nowhere():
    assert nodes(message("a"))[node("a")]["next"] == ""


def test_a_removed_target_keeps_a_name_that_no_step_has():
    made = nodes(message("a", "gone"), end("z"))
    assert made[node("a")]["next"] == node("gone")
    assert node("gone") not in made


def test_a_staff_task_in_full():
    made = nodes(
        staff(
            "a",
            7,
            decision("on", label=" Accept ", needs_note=True),
            title=" Review ",
            public_title=" Your papers ",
            hidden=True,
            forms=[placed(), placed(3, "write"), placed(4)],
            limit={"amount": 2, "unit": "hours"},
            instructions="Look.",
            referral_posts=[item("r", 8), item("s", None)],
        ),
        end("z"),
        versions={3: 33},
    )
    assert made[node("a")] == {
        "name": node("a"),
        "type": "staff_task",
        "title": "Review",
        "public_title": "Your papers",
        "hidden": True,
        "post": 7,
        "forms": [
            {"form": None, "version": None, "access": "read"},
            {"form": 3, "version": 33, "access": "write"},
            {"form": 4, "version": None, "access": "read"},
        ],
        "decisions": [{"key": key("on"), "label": "Accept", "target": node("z"), "needs_note": True}],
        "limit": {"amount": 2, "unit": "hours"},
        "instructions": "Look.",
        "referral_posts": [8],
    }


@pytest.mark.parametrize("limit", [None, {}, {"amount": None, "unit": "days"}, {"amount": 0}])
def test_no_limit(limit):
    assert nodes(staff("a", 1, limit=limit))[node("a")]["limit"] is None


def test_routes_and_messages_are_hidden_from_citizens():
    made = nodes(route("a", branch("c")), message("b"), end("c"))
    assert made[node("a")]["hidden"] is True
    assert made[node("b")]["hidden"] is True


def leaves(*rows, mode="all", steps=()):
    made = nodes(*steps, route("r", branch("z", *rows, mode=mode)), end("z"))
    return made[node("r")]["branches"][0]["condition"]


def leaf_of(kind, op, typed):
    """The one comparison of a fact `f.x` of this kind, as it is published."""
    spec = build_spec("P", [route("r", branch("z", row("f.x", op, typed))), end("z")], None, {"f.x": kind})
    (leaf,) = spec["nodes"][1]["branches"][0]["condition"]["all"]
    return leaf


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        (FieldKind.BOOLEAN, "بله", True),
        (FieldKind.BOOLEAN, "خیر", False),
        (FieldKind.BOOLEAN, "Yes", True),
        (FieldKind.BOOLEAN, "no", False),
        (FieldKind.DATE, "۱۴۰۵/۰۹/۰۳", "2026-11-24"),
        (FieldKind.DATE, "1405/9/3", "2026-11-24"),
        (FieldKind.DATE, "1405/13/40", "1405/13/40"),
        (FieldKind.TEXT, " text ", "text"),
        (FieldKind.TEXT, "yes", "yes"),
        (FieldKind.NUMBER, "100", "100"),
    ],
)
def test_a_value_is_stored_as_the_engine_compares_it(kind, typed, stored):
    assert leaf_of(kind, "eq", typed) == {"field": "f.x", "op": "eq", "value": stored, "kind": kind}


def test_the_values_of_a_list_are_separated():
    assert leaf_of(FieldKind.CHOICE, "in", "a | b || بله")["value"] == ["a", "b", "بله"]


def test_comparisons_without_a_value_have_none():
    assert leaves(row("f.x", "filled", "ignored"), row("f.y", "empty"), mode="any") == {
        "any": [{"field": "f.x", "op": "filled"}, {"field": "f.y", "op": "empty"}]
    }


def test_a_decision_in_a_condition_is_written_by_its_label_and_compared_by_its_key():
    review = staff("a", 1, decision("on", label="پذیرش"), decision("off", label="رد"))
    found = leaves(
        row(f"decision.{node('a')}", "eq", "پذیرش"),
        row(f"decision.{node('a')}", "in", "رد | پذیرش | other"),
        row("f.x", "eq", "پذیرش"),
        steps=[review],
    )
    assert [leaf["value"] for leaf in found["all"]] == [
        key("on"),
        [key("off"), key("on"), "other"],
        "پذیرش",
    ]


@pytest.mark.parametrize(("label", "typed"), [("بله", "بله"), ("No", "No"), ("yes", "yes")])
def test_a_decision_labelled_yes_or_no_is_still_a_decision(label, typed):
    review = staff("a", 1, decision("on", label=label), decision("other"))
    found = leaves(row(f"decision.{node('a')}", "eq", typed), steps=[review])
    assert found["all"][0]["value"] == key("on")


@given(
    st.lists(
        st.tuples(st.sampled_from(["staff_task", "applicant_task", "route", "message", "end"]), st.sampled_from("abc")),
        max_size=6,
    )
)
def test_steps_without_any_value_still_make_a_specification(kinds):
    spec = build_spec("P", [{"type": kind, "id": sid(name), "value": {}} for kind, name in kinds])
    assert len(spec["nodes"]) == len(kinds) + 1


def test_what_is_no_step_is_left_out():
    assert list(nodes({"type": "end", "id": "x", "value": None}, step("end", "z"))) == ["start", node("z")]


def test_values_are_read_by_the_kind_of_their_field():
    kinds = {"f.option": FieldKind.CHOICE, "f.agreed": FieldKind.BOOLEAN, "f.day": FieldKind.DATE}
    rows = [row("f.option", "in", "بله | 1405/09/03"), row("f.agreed", "eq", "بله"), row("f.day", "eq", "1405/09/03")]
    spec = build_spec("P", [route("r", branch("z", *rows)), end("z")], None, kinds)
    leaves = spec["nodes"][1]["branches"][0]["condition"]["all"]
    assert [leaf["value"] for leaf in leaves] == [["بله", "1405/09/03"], True, "2026-11-24"]
