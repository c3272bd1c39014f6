"""A kind from outside the product is one class: it is edited, checked, published, drawn, exported and run."""

import re

import pytest
from django.utils import translation
from viewflow.workflow import chart

from tests.workflows import factories
from tests.workflows.builder.steps import branch, decision, end, node, route, row, sid, staff, step
from tests.workflows.steps.kinds import PhoneCall, registered
from workflows import selectors, services
from workflows.builder import validation
from workflows.builder.diagram import diagram_svg
from workflows.builder.services import draft_spec
from workflows.compiler import flow_class_for
from workflows.models import Case, CaseLogEntry, ProcessDefinition
from workflows.steps.registry import stream_block

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _phone_calls():
    with registered(PhoneCall), translation.override("en"):
        yield


@pytest.fixture
def org():
    return factories.world()


def steps(org, caller):
    return [
        step("phone_call", "call", post=caller, number=" 110 ", reached=sid("review"), not_reached=sid("lost")),
        staff("review", org.clerk_post, decision("accept", "choose")),
        route("choose", branch("lost", row(f"call.{node('call')}", "eq", "Not reached")), default="done"),
        end("lost", "withdrawn"),
        end("done"),
    ]


@pytest.fixture
def published(org):
    org.process.steps = steps(org, org.expert_post.pk)
    return services.publish_process(process=org.process, user=org.administrator)


def test_the_editor_offers_it_and_says_which_fact_it_leaves():
    block = stream_block().child_blocks["phone_call"]
    assert list(block.child_blocks) == ["title", "post", "number", "reached", "not_reached"]
    assert block.child_blocks["title"].meta.form_attrs == {"data-step-fact": "call"}


def test_its_checks_run_and_conditions_on_its_fact_are_read(org):
    draft = ProcessDefinition(title="Draft", steps=steps(org, None))
    assert "Choose the post that calls." in [problem.message for problem in validation.check(draft_spec(draft))]
    spec = draft_spec(ProcessDefinition(title="Draft", steps=steps(org, org.expert_post.pk)))
    assert [problem.message for problem in validation.check(spec) if problem.is_error] == []
    made = next(one for one in spec["nodes"] if one["type"] == "route")
    assert made["branches"][0]["condition"]["all"][0]["value"] == "not_reached"


def test_a_case_runs_through_it(org, published):
    case = factories.submitted(org)
    task = factories.open_task(case)
    assert (task.step, task.post, task.flow_task_type) == (node("call"), org.expert_post, "CALL")
    assert [(one.key, one.needs_note) for one in selectors.decisions_of(task)] == [
        ("reached", False),
        ("not_reached", True),
    ]
    assert CaseLogEntry.objects.get(task=task, action="task.created").data == {"number": "110"}
    factories.decide(case, "reached", org.expert)
    assert factories.open_task(case).step == node("review")
    assert Case.objects.get(pk=case.pk).facts == {f"call.{node('call')}": "reached"}
    factories.decide(case, factories.open_task(case).flow_task.spec["decisions"][0]["key"], org.clerk)
    assert Case.objects.get(pk=case.pk).outcome == "done"


def test_what_was_chosen_in_it_decides_the_way(org, published):
    case = factories.submitted(org)
    factories.decide(case, "not_reached", org.expert, note="nobody answered")
    assert Case.objects.get(pk=case.pk).outcome == "withdrawn"


def test_it_is_drawn_and_exported(org, published):
    svg = diagram_svg(published.spec)
    assert re.search(r'class="miz-diagram-step is-box"', svg)
    assert "Not reached" in svg
    assert "<bpmn:manualTask" in chart.grid_to_bpmn(chart.calc_layout_data(flow_class_for(published)))


def test_the_worklist_and_the_stages_know_it(org, published):
    case = factories.submitted(org)
    assert [entry.title for entry in selectors.worklist(org.expert).rows] == ["call"]
    assert [(stage.title, stage.state) for stage in selectors.stages(case)][1:3] == [
        ("call", "current"),
        ("review", "upcoming"),
    ]
    assert ("call", "call") in selectors.worklist_choices(org.expert).steps
