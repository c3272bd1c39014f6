"""Plans of small forms for the tests of the answers core, and what is posted to them."""

from django.http import QueryDict

from forms_ext.answers.tree import Plan
from forms_ext.fields.registry import spec_of


def spec(name, type_="text", *fields, **value):
    """One field: `rules` and settings as a version stores them."""
    rules = {aspect: value.pop(aspect) for aspect in ("visible", "readonly", "compute") if aspect in value}
    if not isinstance(value.get("required", False), bool):
        rules["required"] = value.pop("required")
    value = {"name": name, "label": name, "rules": rules, "fields": list(fields), **value}
    return {"type": type_, "id": name, "value": value}


def plan(*items):
    return Plan([spec_of(item) for item in items])


def post(text):
    return QueryDict(text, mutable=True)


def f(path):
    return ["f", path]


def n(number):
    return ["n", str(number)]


def call(name, *args):
    return ["c", name, *args]


def rows(path, take=None, where=None):
    return ["r", path, where, take]


def total(path, name):
    return call("sum", rows(path, f(f"{path}.{name}")))


def licence():
    """A form with everything in it: a group, rows, and rules of all aspects."""
    is_shop = {"field": "kind", "op": "eq", "value": "shop"}
    return plan(
        spec("kind", "single_choice", choices="house\nshop", required=True),
        spec("area", "number", required=is_shop),
        spec("needs", "multiple_choice", choices="water\ngas"),
        spec(
            "shop",
            "group",
            spec("name", required=True),
            spec("guild", visible={"field": "needs", "op": "contains", "value": "gas"}),
            visible=is_shop,
        ),
        spec(
            "owners",
            "rows",
            spec("name", required=True),
            spec("share", "number", required=call(">", call("count", rows("owners")), n(1))),
            spec("foreign", "yes_no"),
            spec("passport", visible={"field": "foreign", "op": "eq", "value": True}, required=is_shop),
            spec("deed", "file"),
            spec("fixed", readonly=True),
            spec(
                "percent",
                "number",
                compute=call("round", call("/", call("*", f("owners.share"), n(100)), total("owners", "share")), n(2)),
            ),
            min=1,
            max=50,
        ),
        spec("total", "number", compute=total("owners", "share")),
        spec("why", visible=call("!=", f("total"), n(100)), required=True),
    )
