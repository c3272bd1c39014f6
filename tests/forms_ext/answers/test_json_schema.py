"""Accepted answers fit the version's schema, and a need that the schema can say is refused by it."""

import json

import pytest
from hypothesis import HealthCheck, given, settings

from forms_ext.answers.binding import bind_json
from forms_ext.answers.json_schema import json_schema
from forms_ext.answers.validation import MISSING, validate
from tests.forms_ext.answers.plans import licence, plan
from tests.forms_ext.answers.strategies import TODAY, forms

jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is a development dependency")


def validator(of):
    made = json_schema(of)
    jsonschema.Draft202012Validator.check_schema(made)
    return made, jsonschema.Draft202012Validator(made)


@given(drawn=forms(computes=False))
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_accepted_answers_fit_and_a_missing_need_does_not(drawn):
    items, answers = drawn
    of = plan(*items)
    if of.problems:
        return
    made, schema = validator(of)
    outcome = validate(of, bind_json(of, answers), facts={"today": TODAY})
    if not outcome.errors:
        schema.validate(outcome.answers)
        return
    codes = {error.code for error in outcome.errors.values()}
    says_all = "x-required-when" not in json.dumps(made) and not any(node.rules["readonly"] for node in of.order)
    if codes <= MISSING and says_all:
        assert not schema.is_valid(outcome.answers), (made, outcome)


def test_the_schema_of_the_example():
    of = licence()
    made, schema = validator(of)
    sent = {
        "kind": "shop",
        "area": "12",
        "needs": ["gas"],
        "shop": {"name": "n"},
        "owners": [{"name": "a", "share": "100"}],
    }
    outcome = validate(of, bind_json(of, sent))
    assert outcome.errors == {}
    schema.validate(outcome.answers)
    assert {"if": {"allOf": [made["allOf"][0]["if"]["allOf"][0]]}, "then": {"required": ["area"]}} in made["allOf"]
    assert "x-required-when" in made["properties"]["why"]
    assert not schema.is_valid({**outcome.answers, "kind": None}), "empty answers are absent"
    assert not schema.is_valid({name: answer for name, answer in outcome.answers.items() if name != "area"})
