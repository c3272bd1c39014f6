"""Which steps surely still come: those that every way to a good end passes."""

from workflows.engine.specs import parse


def staff(name, *targets):
    decisions = [{"key": target, "label": target, "target": target} for target in targets]
    return {"name": name, "type": "staff_task", "title": name, "decisions": decisions}


def end(name, outcome):
    return {"name": name, "type": "end", "outcome": outcome}


SPEC = parse(
    {
        "title": "t",
        "nodes": [
            {"name": "start", "type": "start", "next": "review"},
            staff("review", "route", "ask", "refused"),
            {"name": "ask", "type": "applicant_task", "title": "ask", "next": "review"},
            {
                "name": "route",
                "type": "route",
                "branches": [{"label": "large", "condition": {}, "target": "inspect"}],
                "default": "sign",
            },
            staff("inspect", "sign", "refused"),
            staff("sign", "finished"),
            end("finished", "done"),
            end("refused", "rejected"),
        ],
    }
)


def names(start):
    return SPEC.graph.surely_next(start)


def test_a_conditional_step_is_not_promised():
    assert names("start") == ["review", "route", "sign"]
    assert names("review") == ["route", "sign"]


def test_a_step_to_which_the_case_has_come_is_behind_it():
    assert names("inspect") == ["sign"]
    assert names("sign") == []


def test_a_return_to_the_applicant_leads_back():
    assert names("ask") == ["review", "route", "sign"]


def test_where_no_end_is_good_any_end_counts():
    spec = parse(
        {"title": "", "nodes": [staff("a", "b"), staff("b", "refused"), end("refused", "rejected")]},
    )
    assert spec.graph.surely_next("a") == ["b"]
