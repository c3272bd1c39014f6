"""What is wrong with a process is said, at the step that causes it; a sound one has nothing wrong."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forms_ext.fields.registry import FieldType
from persian.jalali import today
from tests.workflows.builder.steps import (
    applicant,
    branch,
    decision,
    end,
    message,
    placed,
    route,
    row,
    staff,
    step,
)
from tests.workflows.factories import appoint, form, person, post
from workflows.builder import validation
from workflows.builder.services import spec_of_steps
from workflows.builder.spec_building import build_spec

pytestmark = pytest.mark.django_db

TEXT = {"type": "text", "name": "address", "label": "نشانی", "required": True}
AREA = {"type": "number", "name": "area", "label": "مساحت", "required": True}


def problems(*steps):
    return validation.check(build_spec("A process", list(steps)))


def errors(*steps):
    """(index of the step, message) of every error."""
    return [(found.index, found.message) for found in problems(*steps) if found.is_error]


def only(found, index, words):
    assert [place for place, _message in found] == [index], found
    assert words in found[0][1]


def test_a_sound_process_of_every_type_has_no_problem(clerk):
    request_form, _version = form("Permit", "permit", [TEXT, AREA])
    found = problems(
        staff(
            "review",
            clerk,
            decision("accept", "route"),
            decision("return", "correct"),
            forms=[placed(), placed(request_form, "write")],
            referral_posts=[{"type": "item", "id": "r", "value": clerk.pk}],
        ),
        applicant("correct", "review"),
        route(
            "route",
            branch("mail", row(f"{request_form.slug}.area", "gt", "100")),
            branch(
                "mail",
                row("decision.step_review", "in", "accept | return"),
                row("case.late", "eq", "yes"),
                label="late",
            ),
        ),
        message("mail", channel="email", subject="About {{ service }}", body=f"{{{{{request_form.slug}.area}}}}"),
        end(),
    )
    assert found == []


def test_a_process_without_steps():
    only(errors(), -1, "no steps")


def test_a_process_without_an_end(clerk):
    found = errors(staff("review", clerk, decision("again", "review")))
    only(found, -1, "no end")


def test_a_step_that_nothing_follows(clerk):
    found = errors(staff("review", clerk, decision("on", "stuck"), decision("off", "done")), end(), message("stuck"))
    assert (2, "No step follows this one. Choose where it goes, or add an end.") in found
    assert {place for place, _message in found} == {2}


def test_a_target_that_was_removed(clerk):
    found = errors(staff("review", clerk, decision("on"), decision("off", "removed")), end())
    only(found, 0, "removed")


def test_a_step_that_cannot_be_reached(clerk):
    only(errors(staff("review", clerk, decision("on", "done")), message("lonely"), end()), 1, "No step leads here")


def test_steps_that_only_lead_to_each_other_are_not_reached(clerk):
    found = errors(staff("review", clerk, decision("on", "done")), message("one", "two"), message("two", "one"), end())
    assert [place for place, _message in found] == [1, 2]


def test_a_circle_without_a_way_out_is_named_at_each_of_its_steps(clerk):
    found = errors(
        staff("review", clerk, decision("on", "done"), decision("round", "one")),
        end(),
        message("one", "two"),
        message("two", "one"),
    )
    assert found == [(2, "From here the process never reaches an end."), (3, found[0][1])]


def test_a_circle_with_a_way_out_is_sound(clerk):
    assert errors(staff("review", clerk, decision("round", "fix"), decision("on", "done")), applicant("fix", "review"),
                  end()) == []  # fmt: skip


def test_a_step_without_a_title(clerk):
    only(errors(staff("review", clerk, title="  "), end()), 0, "no title")


def test_a_form_that_is_not_published(clerk):
    draft, _version = form("Draft", "draft", [TEXT])
    steps = [message("first"), staff("review", clerk, forms=[placed(), placed(draft)]), end()]
    assert errors(*steps) == []
    draft.live = False
    draft.save()
    only(errors(*steps), 1, "not published")


def test_a_form_that_does_not_exist(clerk):
    only(errors(staff("review", clerk, forms=[placed(987654)]), end()), 0, "not published")


@pytest.mark.parametrize("missing", [None, 987654])
def test_a_staff_task_without_a_post(missing):
    only(errors(message("first"), staff("review", missing), end()), 1, "Choose the post")


def test_a_post_that_is_not_active(clerk):
    clerk.is_active = False
    clerk.save()
    only(errors(staff("review", clerk), end()), 0, "“Clerk” is not active")


def test_a_vacant_post_is_a_warning_at_its_step(clerk):
    empty = post("Archivist")
    found = problems(staff("review", clerk), staff("archive", empty), end())
    assert [(one.index, one.severity, one.step) for one in found] == [(1, "warning", "step_archive")]
    assert "Archivist" in found[0].message
    appoint(person(), empty, ends_on=today() - dt.timedelta(days=1))
    assert len(problems(staff("archive", empty), end())) == 1
    appoint(person(), empty, kind="substitute")
    assert problems(staff("archive", empty), end()) == []


def test_a_staff_task_without_decisions(clerk):
    bare = step("staff_task", "review", post=clerk.pk, decisions=[])
    found = errors(bare, end())
    assert (0, "Add at least one decision.") in found


def test_a_decision_without_a_label(clerk):
    only(errors(staff("review", clerk, decision("on", label=" ")), end()), 0, "no label")


def test_two_decisions_of_one_label(clerk):
    only(
        errors(staff("review", clerk, decision("a", label="Yes"), decision("b", label="Yes ")), end()), 0, "same label"
    )


@pytest.mark.parametrize("kind", ["inactive", "unknown"])
def test_a_post_for_referral_that_cannot_be_referred_to(clerk, kind):
    other = post("Other", is_active=False).pk if kind == "inactive" else 987654
    only(errors(staff("review", clerk, referral_posts=[{"type": "item", "id": "r", "value": other}]), end()), 0,
         "referral")  # fmt: skip


def test_an_applicant_task_in_which_nothing_can_be_written():
    only(errors(message("first"), applicant("fix", forms=[placed()]), end()), 1, "nothing to write")


def test_a_route_without_ways():
    only(errors(route("choose"), end()), 0, "at least one way")


def test_a_condition_on_a_field_that_does_not_exist():
    found = errors(message("first"), route("choose", branch("done", row("gone.area", "eq", "1"), label="Big")), end())
    only(found, 1, "“Big”")


def test_a_condition_that_does_not_fit_its_field():
    request_form, _version = form("Permit", "permit", [TEXT])
    only(errors(route("choose", branch("done", row(f"{request_form.slug}.address", "gt", "1"))), end()), 0, "way")


def test_a_condition_on_the_decision_of_a_removed_step():
    only(errors(route("choose", branch("done", row("decision.step_gone", "eq", "x"))), end()), 0, "way")


@pytest.mark.parametrize(("op", "value"), [("eq", "Accept"), ("in", "accept | gone")])
def test_a_condition_on_a_decision_that_its_step_does_not_have(clerk, op, value):
    review = staff("review", clerk, decision("accept"))
    found = errors(review, route("choose", branch("done", row("decision.step_review", op, value))), end())
    only(found, 1, "no decision is named")


COLOUR = {"type": "single_choice", "name": "colour", "label": "Colour", "options": {"g": "Green", "w": "White"}}


@pytest.mark.parametrize(
    ("op", "value", "right"),
    [
        ("eq", "g", True),
        ("eq", "Green", True),
        ("in", "Green | w", True),
        ("eq", "Blue", False),
        ("in", "w | b", False),
    ],
)
def test_a_condition_on_an_option_that_its_form_does_not_have(op, value, right):
    fence, _version = form("Fence", "fence", [COLOUR])
    steps = [route("choose", branch("done", row(f"{fence.slug}.colour", op, value), label="Way")), end()]
    found = [(one.index, one.message) for one in validation.check(spec_of_steps("A process", steps))]
    if right:
        assert found == []
    else:
        assert {place for place, _message in found} == {0}
        assert all("has no option" in message for _place, message in found)


def test_a_comparison_that_the_type_of_the_field_does_not_offer(monkeypatch):
    permit, _version = form("Permit", "permit", [TEXT])
    steps = route("choose", branch("done", row(f"{permit.slug}.address", "contains", "x"))), end()
    assert errors(*steps) == []
    monkeypatch.setattr(FieldType, "operators", ("eq", "filled"))
    only(errors(*steps), 0, "does not fit")


@pytest.mark.parametrize("value", ["1405/13/40", "tomorrow", "بله"])
def test_a_date_compared_with_what_is_no_date(value):
    only(errors(route("choose", branch("done", row("case.submitted_on", "gt", value))), end()), 0, "is a date")


def test_a_condition_without_comparisons():
    assert [place for place, _m in errors(route("choose", branch("done")), end())] == [0]


def test_a_message_without_text():
    only(errors(message("tell", body="  "), end()), 0, "Write the text")


def test_an_email_without_a_subject():
    only(errors(message("tell", channel="email"), end()), 0, "subject")


@pytest.mark.parametrize("where", ["body", "subject"])
def test_a_message_that_asks_for_what_does_not_exist(where):
    values = {"channel": "email", "subject": "x", "body": "x", where: "{{ service }} {{ salary }}"}
    only(errors(message("tell", **values), end()), 0, "“salary”")


def test_problems_come_in_the_order_of_the_steps(clerk):
    found = problems(message("tell", body=""), staff("review", None, title=""), message("mail", channel="email"))
    places = [one.index for one in found]
    assert places == sorted(places)
    assert places[0] == -1
    assert set(places) == {-1, 0, 1, 2}


def test_the_number_of_queries_does_not_grow_with_the_steps(clerk):
    def cost(count):
        tasks = [staff(f"t{n:02}", clerk, forms=[placed()]) for n in range(count)]
        with CaptureQueriesContext(connection) as captured:
            assert errors(*tasks, route("choose", branch("done", row("case.late", "eq", "yes"))), end()) == []
        return len(captured)

    assert cost(2) == cost(40)


def test_two_steps_whose_names_would_be_the_same_are_refused(clerk):
    """Names are made of the first letters of ids: two alike must not silently become one step."""
    found = errors(staff("reviewer", clerk), message("reviewers"), end())
    assert [place for place, text in found if "same id" in text] == [0, 1]


def test_a_circle_of_automatic_steps_is_refused():
    end = {"name": "step_end", "type": "end", "title": "پایان", "public_title": "", "outcome": "done"}
    message = {
        "name": "step_message",
        "type": "message",
        "title": "پیام",
        "hidden": True,
        "channel": "sms",
        "subject": "",
        "body": "سلام",
        "next": "step_route",
    }
    route = {
        "name": "step_route",
        "type": "route",
        "title": "مسیر",
        "hidden": True,
        "default": "step_message",
        "branches": [
            {
                "label": "پایان",
                "condition": {"all": [{"field": "case.late", "op": "eq", "value": True}]},
                "target": "step_end",
            }
        ],
    }
    start = {"name": "start", "type": "start", "title": "", "next": "step_message"}
    problems = validation.check({"title": "چرخه", "nodes": [start, message, route, end]})
    assert {problem.step for problem in problems if problem.is_error} == {"step_message", "step_route"}
