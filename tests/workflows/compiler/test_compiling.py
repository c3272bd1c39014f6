"""A specification becomes a Viewflow flow: its nodes, its ways, its references, its pages."""

import random
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Replace
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import assume, given
from hypothesis import strategies as st
from viewflow.workflow import Flow, chart, fields

from tests.workflows.builder.strategies import sound_specs
from tests.workflows.factories import appoint, open_task, person, post, submitted
from workflows import flows
from workflows.builder import validation
from workflows.compiler import (
    MissingProcessVersion,
    activations,
    compile_spec,
    flow_class_for,
    flow_class_named,
    forget_classes,
)
from workflows.models import Case, ProcessVersion, Task
from workflows.steps.registry import kind_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def compiled(org):
    return flow_class_for(org.process_version)


def ways(flow_class, name):
    return [(edge.dst.name, edge.label) for edge in flow_class.instance.node(name)._outgoing()]


def test_each_step_is_a_node_of_its_kind(compiled):
    made = {node.name: (node.task_type, node.bpmn_element) for node in compiled.instance.nodes()}
    assert made == {
        "start": ("START", "startEvent"),
        "step_review": ("HUMAN", "userTask"),
        "step_correct": ("APPLICANT", "userTask"),
        "step_route": ("ROUTE", "exclusiveGateway"),
        "step_inspect": ("HUMAN", "userTask"),
        "step_sign": ("HUMAN", "userTask"),
        "step_tell": ("MESSAGE", "sendTask"),
        "step_sorry": ("MESSAGE", "sendTask"),
        "step_done": ("END", "endEvent"),
        "step_rejected": ("END", "endEvent"),
    }
    waiting = {n.name for n in compiled.instance.nodes() if n.activation_class is activations.WaitingActivation}
    assert waiting == {"step_review", "step_correct", "step_inspect", "step_sign"}
    assert (compiled.process_class, compiled.task_class) == (Case, Task)
    assert compiled.__module__ == "workflows.flows"


def test_a_kind_that_is_not_installed_is_not_compiled():
    spec = {"title": "X", "nodes": [{"name": "start", "type": "teleport", "next": ""}]}
    with pytest.raises(LookupError, match="teleport"):
        compile_spec(spec)


def test_the_ways_of_each_step(compiled):
    assert ways(compiled, "start") == [("step_review", None)]
    assert ways(compiled, "step_review") == [
        ("step_route", "پذیرش"),
        ("step_correct", "بازگشت به متقاضی"),
        ("step_sorry", "رد"),
    ]
    assert ways(compiled, "step_correct") == [("step_review", None)]
    assert ways(compiled, "step_route") == [("step_inspect", "بزرگ"), ("step_sign", None)]
    assert ways(compiled, "step_tell") == [("step_done", None)]
    assert ways(compiled, "step_done") == []


def test_titles_reach_viewflow(compiled):
    assert compiled.instance.node("step_review").task_title == "بررسی مدارک"
    assert compiled.process_title == "صدور پروانه"


def test_a_target_that_does_not_exist_is_not_compiled_silently():
    spec = {"title": "X", "nodes": [{"name": "start", "type": "start", "next": "gone"}]}
    with pytest.raises(AttributeError):
        compile_spec(spec)


def test_a_class_is_compiled_once(org):
    first = flow_class_for(org.process_version)
    with CaptureQueriesContext(connection) as captured:
        assert flow_class_for(ProcessVersion.objects.get(pk=org.process_version.pk)) is first
    assert len(captured) == 1  # the version's own
    with CaptureQueriesContext(connection) as captured:
        assert getattr(flows, first.__name__) is first
        assert flow_class_named(first.__name__) is first
    assert len(captured) == 0
    forget_classes()
    assert flow_class_for(org.process_version) is not first


def test_references_lead_back_through_viewflows_fields(org):
    case = submitted(org)
    forget_classes()
    read = Case.objects.get(pk=case.pk)
    name = f"P{org.process.pk}V1"
    assert fields.get_flow_ref(read.flow_class) == f"workflows/flows.{name}"
    assert read.flow_class is getattr(flows, name)
    task = open_task(read)
    assert task.flow_task is read.flow_class.instance.node("step_review")
    assert Case.objects.filter(flow_class=read.flow_class).get() == case
    assert Task.objects.filter(flow_task=task.flow_task).get() == task


@pytest.mark.parametrize("name", ["P0V1", "P999999999V1", "Permits", "P1", "P1V1x", f"P{'9' * 19}V1"])
def test_a_name_of_no_version(name):
    with pytest.raises(MissingProcessVersion):
        flow_class_named(name)
    with pytest.raises(AttributeError):
        getattr(flows, name)
    assert not hasattr(flows, "lowercase")


@pytest.fixture
def orphan(org):
    """A case whose version the database does not have (any more)."""
    case = submitted(org)
    named, missing = Value(f"P{org.process.pk}V1"), Value("P7777V1")
    for model, column in ((Case, "flow_class"), (Task, "flow_task")):
        reference = Cast(column, CharField())
        changed = Replace(reference, named, missing, output_field=CharField())
        assert model.objects.update(**{column: changed})
    forget_classes()
    return case


def test_a_reference_to_a_missing_version_reads_as_none(orphan):
    assert Case.objects.get(pk=orphan.pk).flow_class is None
    assert Task.objects.filter(process=orphan)[0].flow_task is None


def test_pages_that_list_a_case_of_a_missing_version_still_open(org, orphan, client):
    code = orphan.code
    client.force_login(org.citizen)
    assert client.get(reverse("my")).status_code == 200
    assert client.get(reverse("my_case", args=[code])).status_code == 200
    assert client.get(reverse("track_case", args=[code])).status_code < 500
    client.force_login(org.clerk)
    assert client.get(reverse("desk")).status_code == 200
    assert client.get(reverse("desk_cases")).status_code == 200
    assert client.get(reverse("desk_case", args=[code])).status_code == 200


def test_a_compiled_process_exports_as_bpmn(compiled):
    text = chart.grid_to_bpmn(chart.calc_layout_data(compiled))
    tree = ElementTree.fromstring(text)  # noqa: S314 - our own
    elements = [element.tag.rpartition("}")[2] for element in tree.iter()]
    counted = {kind: elements.count(kind) for kind in ("startEvent", "userTask", "exclusiveGateway", "sendTask")}
    assert counted == {"startEvent": 1, "userTask": 4, "exclusiveGateway": 1, "sendTask": 2}
    assert elements.count("endEvent") == 2
    assert "بررسی مدارک" in text


# ------------------------------------------------------------------------------------- random processes


@pytest.fixture
def clerk():
    clerk = post("Clerk")
    appoint(person(), clerk)
    return clerk


def targets(node):
    return [way.target for way in kind_of(node).ways(node)]


def rests_nowhere(spec):
    """Whether some route or message can come back to itself without passing a step that waits for somebody."""
    automatic = {node["name"]: node for node in spec["nodes"] if node["type"] in {"route", "message"}}

    def comes_back(origin, name, seen):
        for target in targets(automatic[name]):
            if target == origin:
                return True
            if target in automatic and target not in seen and comes_back(origin, target, seen | {target}):
                return True
        return False

    return any(comes_back(name, name, {name}) for name in automatic)


def test_random_sound_processes_pass_compile_and_every_walk_can_end(clerk):
    @given(sound_specs(clerk.pk), st.integers(min_value=0, max_value=10**6))
    def holds(spec, seed):
        assume(not rests_nowhere(spec))
        assert validation.check(spec) == []
        flow_class = compile_spec(spec)
        assert issubclass(flow_class, Flow)
        by_name = {node["name"]: node for node in spec["nodes"]}
        assert {node.name for node in flow_class.instance.nodes()} == set(by_name)
        for name, node in by_name.items():
            expected = targets(node)
            assert [edge.dst.name for edge in flow_class.instance.node(name)._outgoing()] == expected
        chance = random.Random(seed)
        at = flow_class.instance.node("start")
        for _step in range(20_000):
            following = list(at._outgoing())
            if not following:
                break
            at = chance.choice(following).dst
        assert by_name[at.name]["type"] == "end"

    holds()


@st.composite
def broken_specs(draw, post_id):
    """A sound process with one thing spoilt."""
    spec = draw(sound_specs(post_id).filter(lambda one: len(one["nodes"]) > 2))
    steps = spec["nodes"][1:-1]
    victim = draw(st.sampled_from(steps))
    how = draw(st.sampled_from(["gone", "circle", "end", "title"]))
    if how == "end":
        spec["nodes"].pop()
    elif how == "title":
        victim["title"] = ""
    else:
        target = "step_gone" if how == "gone" else victim["name"]
        for way in [*victim.get("decisions", []), *victim.get("branches", [])]:
            way["target"] = target
        if victim["type"] == "route":
            victim["default"] = target
        if "next" in victim:
            victim["next"] = target
    return spec


def test_random_broken_processes_are_refused(clerk):
    @given(broken_specs(clerk.pk))
    def refused(spec):
        assert any(problem.is_error for problem in validation.check(spec))

    refused()
