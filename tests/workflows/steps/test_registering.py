"""What is refused when a kind is registered; what the kinds of the product say of themselves."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from workflows.graph import Way
from workflows.steps.registry import Registry, Shape, StepKind, kind_of, kinds


class Pause(StepKind):
    type_id, label, bpmn_element, task_type = "pause", "Pause", "task", "PAUSE"


@pytest.mark.parametrize("name", ["type_id", "label", "bpmn_element", "task_type"])
def test_an_incomplete_kind_is_refused(name):
    with pytest.raises(ImproperlyConfigured, match=name):
        Registry().register(type("Broken", (Pause,), {name: ""}))


def test_two_kinds_of_one_id_are_refused():
    registry = Registry()
    registry.register(Pause)
    with pytest.raises(ImproperlyConfigured, match="pause"):
        registry.register(type("Other", (Pause,), {}))


def test_an_end_that_waits_is_refused():
    from workflows.sla import Holder

    with pytest.raises(ImproperlyConfigured, match="cannot wait"):
        Registry().register(type("Broken", (Pause,), {"ends": True, "waits_for": Holder.OFFICE}))


def test_a_fact_without_ways_to_choose_from_is_refused():
    with pytest.raises(ImproperlyConfigured, match="keys"):
        Registry().register(type("Broken", (Pause,), {"fact": "pause"}))


def test_the_kinds_in_the_order_in_which_the_editor_offers_them():
    offered = [kind.type_id for kind in kinds if kind.is_offered]
    assert offered == ["staff_task", "applicant_task", "route", "message", "end"]


def test_a_kind_that_is_gone_reads_as_a_step_on_which_nobody_acts():
    kind = kind_of({"name": "x", "type": "gone", "next": "y"})
    assert (kind.waits, kind.ends, kind.shape) == (False, False, Shape.BOX)
    assert kind.ways({"next": "y"}) == [Way("y")]
    with pytest.raises(LookupError, match="gone"):
        kinds["gone"]
