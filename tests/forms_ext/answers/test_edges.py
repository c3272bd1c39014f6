"""POST and JSON: the same answers and the same refusals at the same paths, and nothing made of hostile names."""

import json

import pytest

from forms_ext.answers.binding import bind_json, bind_post
from forms_ext.answers.paths import dotted
from forms_ext.answers.tree import MOST_ROWS
from forms_ext.answers.validation import validate
from tests.forms_ext.answers.plans import call, f, licence, n, plan, post, rows, spec, total


def codes(outcome):
    return {dotted(path): error.error_list[0].code for path, error in outcome.errors.items()}


def posted(of, text, **more):
    return validate(of, bind_post(of, post(text)), **more)


def test_the_example_can_be_published():
    assert licence().problems == []


def test_post_and_json_give_the_same_answers_and_the_same_errors_at_the_same_paths():
    of = licence()
    html = posted(
        of,
        "kind=shop&area=12.5&needs=gas&shop-guild=g"
        "&owners-2-_id=&owners-2-name=a&owners-2-share=abc&owners-2-foreign=true"
        "&owners-7-_id=&owners-7-share=30&owners-7-percent=999",
    )
    owners = [{"name": "a", "share": "abc", "foreign": True}, {"share": "30", "percent": "999"}]
    sent = {"kind": "shop", "area": "12.5", "needs": ["gas"], "shop": {"guild": "g"}, "owners": owners}
    api = validate(of, bind_json(of, sent))
    assert codes(html) == codes(api)
    assert codes(html) == {
        "shop.name": "required",
        "owners.0.share": "invalid",
        "owners.0.passport": "required",
        "owners.1.name": "required",
        "why": "required",
    }
    assert {dotted(path): text for path, text in html.typed.items()} == {"owners.0.share": "abc"}
    for outcome in (html, api):
        assert all(len(row.pop("_id")) == 8 for row in outcome.answers["owners"])
    assert html.answers == api.answers
    assert html.answers["total"] == "30"
    assert html.answers["owners"][1] == {"share": "30", "percent": "100"}


def test_an_empty_answer_is_absent():
    of = licence()
    found = validate(of, bind_json(of, {"kind": "", "area": None, "needs": [], "shop": {}, "owners": []})).answers
    assert found == {"total": "0"}
    assert posted(of, "kind=&area=&shop-name=").answers == found


def test_rows_are_added_and_removed_without_script_and_typed_text_moves_with_its_row():
    outcome = posted(
        licence(), "owners-0-_id=&owners-0-name=a&owners-1-_id=&owners-1-share=x&owners-_remove=0&owners-_add=1"
    )
    assert {dotted(path): text for path, text in outcome.typed.items()} == {"owners.0.share": "x"}
    assert len(outcome.answers["owners"]) == 2


def test_a_row_of_unticked_boxes_is_still_a_row():
    assert len(posted(licence(), "owners-3-_id=").answers["owners"]) == 1


@pytest.mark.parametrize(
    "name",
    [
        "owners-1000000-name",
        "owners--1-name",
        "owners-01-name",
        "owners-1e3-name",
        "owners-۳-name",
        "owners-__proto__-name",
        "owners-" + "0-" * 5000 + "name",
        "shop-0-name",
        "owners-",
    ],
)
def test_hostile_names_make_no_rows(name):
    of = licence()
    assert "owners" not in validate(of, bind_post(of, {name: "x"})).answers


def test_rows_far_apart_and_far_too_many():
    of = licence()
    outcome = validate(of, bind_post(of, {f"owners-{number}-name": "x" for number in range(0, 9999, 9)}))
    assert codes(outcome)["owners"] == "rows_max"
    assert len(outcome.answers["owners"]) == MOST_ROWS


def test_the_number_of_rows_is_bounded_by_the_form():
    of = plan(spec("r", "rows", spec("a"), min=2, max=3))
    assert codes(validate(of, bind_json(of, {"r": [{"a": "1"}]}))) == {"r": "rows_min"}
    assert codes(validate(of, bind_json(of, {"r": [{"a": "1"}]}), complete=False)) == {}
    assert codes(validate(of, bind_json(of, {"r": [{"a": "1"}] * 4}))) == {"r": "rows_max"}


def test_read_only_follows_the_row_not_its_number():
    of = licence()
    before = {
        "owners": [{"_id": "aaaaaaaa", "name": "a", "fixed": "A"}, {"_id": "bbbbbbbb", "name": "b", "fixed": "B"}]
    }
    text = (
        "owners-0-_id=bbbbbbbb&owners-0-name=b&owners-0-fixed=forged"
        "&owners-1-_id=cccccccc&owners-1-name=c&owners-1-fixed=forged&owners-2-_id=bbbbbbbb&owners-2-name=d"
    )
    first, second, third = posted(of, text, before=before).answers["owners"]
    assert (first["_id"], first["fixed"]) == ("bbbbbbbb", "B")
    assert second["_id"] != "cccccccc", "ids are the server's"
    assert "fixed" not in second
    assert third["_id"] != "bbbbbbbb", "and are given once"


def test_files_in_rows_are_judged_by_the_path_of_their_field_in_one_question():
    of, asked = licence(), []
    one, two = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"

    def files(ids):
        asked.append(ids)
        return {one: "owners.deed", two: "photo"}

    sent = {"owners": [{"name": "a", "deed": one}, {"name": "b", "deed": two}]}
    outcome = validate(of, bind_json(of, sent), files=files)
    assert len(asked) == 1
    assert codes(outcome)["owners.1.deed"] == "file"
    assert outcome.answers["owners"][0]["deed"] == one
    assert "deed" not in outcome.answers["owners"][1]
    assert codes(validate(of, bind_json(of, sent)))["owners.0.deed"] == "file", "without an answer none may be used"


def nested():
    """Rows in a group in rows, computed from both sides."""
    x, k = f("a.g.b.x"), f("a.k")
    inner = spec(
        "b",
        "rows",
        spec("x", "number", visible=call(">", k, n(1))),
        spec("y", "number", compute=call("/", call("*", x, k), total("a.g.b", "x"))),
    )
    outer = spec(
        "a", "rows", spec("k", "number"), spec("g", "group", inner), spec("s", "number", compute=total("a.g.b", "x"))
    )
    of_row = call("+", call("sum", rows("a.g.b", x, call(">", x, n(1)))), n(1))
    return plan(spec("t", "number", compute=call("sum", rows("a", of_row))), outer)


def test_rows_inside_rows():
    of = nested()
    assert of.problems == []
    outcome = posted(of, "a-3-k=2&a-3-g-b-7-x=5&a-3-g-b-9-x=3&a-4-k=1&a-4-g-b-0-x=9&a-9-k=4&a-9-g-b-0-x=1")
    assert outcome.answers["t"] == "11"
    assert [row.get("s") for row in outcome.answers["a"]] == ["8", "0", "1"]
    assert [row.get("y") for row in outcome.answers["a"][0]["g"]["b"]] == ["1.25", "0.75"]
    assert ("a", 1, "g", "b", 0, "x") in outcome.settled.hidden


def test_a_step_is_decided_with_the_draft_and_clears_what_a_later_step_may_no_longer_say():
    of = plan(
        spec("has", "yes_no", required=True),
        spec("cars", "rows", spec("plate", required=True), visible={"field": "has", "op": "eq", "value": True}),
        spec("note", required=call(">", call("count", rows("cars")), n(1))),
    )

    def step(text, draft, *only):
        return validate(of, bind_post(of, post(text), only=only), draft=draft, only=only)

    draft = step("has=true", {}, "has").answers
    refused = step("cars-0-plate=a&cars-1-plate=", draft, "cars")
    assert codes(refused) == {"cars.1.plate": "required"}
    assert refused.answers["has"] is True
    kept = [row["_id"] for row in refused.answers["cars"]]
    mended = step(f"cars-0-_id={kept[1]}&cars-0-plate=b", refused.answers, "cars")
    assert codes(mended) == {}
    assert mended.answers["cars"] == [{"_id": kept[1], "plate": "b"}]
    assert step("has=false", mended.answers, "has").answers == {"has": False}


def test_refused_text_goes_with_a_draft_as_json():
    outcome = posted(licence(), "area=12x&owners-5-name=a&owners-5-share=٣,x&kind=house&needs=oil")
    typed = json.loads(json.dumps({dotted(path): text for path, text in outcome.typed.items()}))
    assert typed == {"area": "12x", "owners.0.share": "٣,x", "needs": ["oil"]}
    assert "area" not in outcome.answers


def test_what_is_hidden_is_not_asked_and_not_complained_about():
    of = licence()
    outcome = posted(of, "kind=house&shop-name=&shop-guild=" + "x" * 2000)
    assert not any(path.startswith("shop") for path in codes(outcome))
    assert outcome.typed == {}


@pytest.mark.parametrize(
    ("data", "path", "code"),
    [
        ({"nope": 1}, "nope", "unknown"),
        ({"owners": {"a": 1}}, "owners", "json_type"),
        ({"owners": [1]}, "owners.0", "json_type"),
        ({"area": 1.5}, "area", "json_type"),
        ({"area": True}, "area", "json_type"),
        ({"area": "9" * 26}, "area", "max_digits"),
        ({"kind": ["house"]}, "kind", "json_type"),
        ({"kind": "shop", "shop": ["x"]}, "shop", "json_type"),
        ({"owners": [{"name": "x", "extra": 1}]}, "owners.0.extra", "unknown"),
        ({"owners": [{"name": "x", "deed": "x"}]}, "owners.0.deed", "json_type"),
        ([], None, None),
        (None, None, None),
        ("x", None, None),
    ],
)
def test_hostile_json(data, path, code):
    of = licence()
    found = codes(validate(of, bind_json(of, data)))
    assert code is None or found[path] == code
