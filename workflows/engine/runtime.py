"""What the engine's steps do to a case: called by the compiled flow's activations, inside the verb that runs them.

A step writes as little as it can: its own row in one INSERT; links, events, messages and the case itself are noted
in the verb's ledger and written at its end. Automatic steps are born finished, so they cost no UPDATE.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from viewflow.workflow.status import PROCESS, STATUS

from workflows import events, sla
from workflows.engine import messages, specs
from workflows.engine.clock import restart_clock
from workflows.engine.facts import CaseFacts
from workflows.engine.ledger import ledger_of
from workflows.models import Case, Task

if TYPE_CHECKING:
    from viewflow.workflow.activation import Activation
    from viewflow.workflow.base import Flow, Node


def start_task(flow_class: type[Flow], case: Case) -> Task:
    """The finished row of the case's start step."""
    ledger = ledger_of(case)
    node = flow_class.start
    task = Task(
        process=case,
        flow_task=node,
        flow_task_type=node.task_type,
        status=STATUS.DONE.value,
        step=node.name,
        created=ledger.now,
        started=ledger.now,
        finished=ledger.now,
    )
    task.save(force_insert=True)
    return task


def create_task(flow_task: Node, prev_activation: Activation, token: Any, node: specs.Node) -> Task:
    """The row of a step that is reached: open where somebody has to act, else already finished.

    `node` is the step in the version's spec. The activation of an automatic step still finds it `NEW`, as Viewflow's
    state machine wants it.
    """
    case = prev_activation.process
    ledger = ledger_of(case)
    ledger.count_step()
    if node["type"] != "applicant_task":
        restart_clock(case, ledger)
    waits = node["type"] in specs.WAITING_TYPES
    task = Task(
        process=case,
        flow_task=flow_task,
        flow_task_type=flow_task.task_type,
        token=token,
        step=node["name"],
        title=(node.get("title") or "")[:150],
        created=ledger.now,
        status=STATUS.NEW.value if waits else STATUS.DONE.value,
    )
    if waits:
        _address(task, node, case, ledger.now)
    else:
        task.started = task.finished = ledger.now
    task.save(force_insert=True)
    task.status = STATUS.NEW.value
    ledger.link(task, prev_activation.task)
    if waits:
        _announce(task, node)
    return task


def _address(task: Task, node: specs.Node, case: Case, now: datetime) -> None:
    """Whom the step waits for, and until when. An applicant without a limit is not held to the office's promise."""
    if node["type"] == "staff_task":
        task.post_id = node["post"]
    else:
        task.owner_id = case.applicant_id
    task.due = sla.due_of_step(node.get("limit"), now=now, otherwise=case.due if task.post_id is not None else None)


def _announce(task: Task, node: specs.Node) -> None:
    ledger = ledger_of(task.process)
    if node["type"] == "staff_task":
        ledger.event(events.TASK_CREATED, task=task, by_system=True)
        return
    ledger.event(events.CASE_RETURNED, task=task, by_system=True)
    messages.ask_applicant(task)


def finish_task(activation: Activation) -> None:
    """Write what the verb set on the waiting step that it finishes; automatic steps are written already."""
    task: Task = activation.task
    task.status = STATUS.DONE.value
    if task.finished is not None:
        return
    task.finished = ledger_of(task.process).now
    task.revision += 1
    task.save(
        update_fields=[
            "status",
            "owner",
            "assigned",
            "finished",
            "decision",
            "decision_label",
            "note",
            "data",
            "revision",
            "watched",
        ]
    )


def target_of_decision(activation: Activation, node: specs.Node) -> str:
    """The step that the decision taken leads to."""
    key = activation.task.decision
    return next(decision["target"] for decision in node["decisions"] if decision["key"] == key)


def choose_branch(activation: Activation, node: specs.Node) -> str:
    """The step that the first true branch leads to, else the route's default; noted as an event."""
    from forms_ext.conditions import evaluate

    case = activation.process
    facts = CaseFacts(case)
    target, label = node["default"], ""
    for branch in node.get("branches", []):
        if evaluate(branch["condition"], facts):
            target, label = branch["target"], branch.get("label", "")
            break
    ledger_of(case).event(events.CASE_ROUTED, task=activation.task, by_system=True, branch=label, target=target)
    return target


def send_message(activation: Activation, node: specs.Node) -> None:
    """The message step's text to the applicant, through the outbox."""
    messages.send_written(
        activation.task,
        channel=node["channel"],
        subject=node.get("subject", ""),
        body=node["body"],
    )


def end_case(activation: Activation, node: specs.Node) -> None:
    """Close the case with the end step's outcome; nobody «waits» for it any more."""
    case = activation.process
    ledger = ledger_of(case)
    case.status = PROCESS.DONE.value
    case.finished = ledger.now
    case.outcome = node.get("outcome") or Case.Outcome.DONE
    ledger.change("status", "finished", "outcome")
    ledger.event(events.CASE_CLOSED, task=activation.task, by_system=True, outcome=case.outcome)
    Task.objects.filter(process=case, watched=True).update(watched=False)
