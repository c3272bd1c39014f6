"""Who decides reads the request, also where the editor placed no form; unless the editor hides it."""

from tests.forms_ext.factories import publisher
from tests.workflows.builder.steps import decision, end, staff
from tests.workflows.factories import open_task, submitted
from workflows import selectors, services
from workflows.steps.registry import kind_of


def begun(org, **value):
    org.process.steps = [staff("review", org.clerk_post, decision("on", "done"), **value), end()]
    services.publish_process(process=org.process, user=publisher())
    return open_task(submitted(org))


def test_a_step_without_forms_shows_the_request_to_be_read(org):
    task = begun(org)
    [shown] = selectors.task_forms(task, org.clerk)
    assert shown.is_request
    assert not shown.is_writable
    assert [form.is_request for form in selectors.case_forms(task.process, org.clerk)] == [True]


def test_an_editor_may_hide_it_and_is_warned(org):
    task = begun(org, hides_request=True)
    assert selectors.task_forms(task, org.clerk) == []
    assert selectors.case_forms(task.process, org.clerk) == []
    node = selectors.task_node(task)
    assert node["hides_request"]
    assert kind_of(node).forms(node) == []
