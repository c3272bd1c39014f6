"""What the engine's steps do to a case: called by the compiled flow's activations, inside the verb that runs them.

A step writes as little as it can: its own row in one INSERT; links, events, messages, scopes and the case itself are
noted in the verb's ledger and written at its end. Automatic steps are born finished, so they cost no UPDATE. What is
particular to a kind of step is the kind's (`workflows.steps`), which acts through `StepRun`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from viewflow.workflow.status import PROCESS, STATUS

from statements import insert, update
from workflows import events, sla
from workflows.engine import messages, tokens
from workflows.engine.clock import restart_clock
from workflows.engine.facts import CaseFacts
from workflows.engine.ledger import ledger_of
from workflows.engine.tokens import Place
from workflows.models import Case, Task
from workflows.steps.outline import next_steps
from workflows.steps.registry import Node, kind_of

if TYPE_CHECKING:
    from viewflow.workflow.activation import Activation
    from viewflow.workflow.base import Flow
    from viewflow.workflow.base import Node as FlowNode

    from workflows.graph import Block, Way


class StepRun:
    """One passing of one step, as its kind meets it (`workflows.steps.running.Run`)."""

    def __init__(self, task: Task, node: Node) -> None:
        self.task, self.case, self.node = task, task.process, node
        self.now = ledger_of(self.case).now

    def event(self, action: str, **data: Any) -> None:
        ledger_of(self.case).event(action, task=self.task, by_system=True, **data)

    def write_to_applicant(self, *, channel: str, subject: str, body: str) -> None:
        messages.send_written(self.task, channel=channel, subject=subject, body=body)

    def ask_applicant(self) -> None:
        messages.ask_applicant(self.task)

    def close_case(self, outcome: str) -> None:
        end_case(self.task, outcome)


def start_task(flow_class: type[Flow], case: Case) -> Task:
    """The finished row of the case's start step."""
    task = _row(flow_class.start, case, case.process_version_id, Place())
    insert([task])
    return task


def create_task(flow_task: FlowNode, prev_activation: Activation, place: Place) -> Task:
    """The row of a step that is reached: open where somebody has to act, else already finished.

    The activation of an automatic step still finds it `NEW`, as Viewflow's state machine wants it.
    """
    case = prev_activation.process
    ledger, node, kind = ledger_of(case), flow_task.spec, flow_task.kind
    ledger.count_step()
    if kind.waits_for is not sla.Holder.APPLICANT:
        restart_clock(case, ledger)
    task = _row(flow_task, case, prev_activation.task.process_version_id, place)
    if kind.waits:
        # An applicant without a limit is not held to the office's promise.
        otherwise = None if kind.waits_for is sla.Holder.APPLICANT else case.due
        task.due = sla.due_of_step(node.get("limit"), now=ledger.now, otherwise=otherwise)
        kind.address(StepRun(task, node))
        if kind.waits_for is sla.Holder.APPLICANT:
            task.asked = ledger.asked
    insert([task])
    task.status = STATUS.NEW.value
    ledger.link(task, prev_activation.task)
    return task


def _row(flow_task: FlowNode, case: Case, version_id: int, place: Place) -> Task:
    now, waits = ledger_of(case).now, flow_task.kind.waits
    return Task(
        process=case,
        process_version_id=version_id,
        flow_task=flow_task,
        flow_task_type=flow_task.task_type,
        scope=place.scope,
        branch=place.branch,
        step=flow_task.name,
        title=(flow_task.spec.get("title") or "")[:150],
        created=now,
        status=STATUS.NEW.value if waits else STATUS.DONE.value,
        started=None if waits else now,
        finished=None if waits else now,
    )


def enter(activation: Activation) -> None:
    """What the step's kind does when a case comes to it."""
    node = activation.flow_task.spec
    kind_of(node).enter(StepRun(activation.task, node))


# What a verb may have set on the step that it finishes.
_FINISHED = (
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
)


def finish_task(task: Task) -> None:
    """Write what the verb set on the waiting step that it finishes."""
    task.status = STATUS.DONE.value
    task.finished = ledger_of(task.process).now
    task.revision += 1
    update(task, *_FINISHED)


def follow(activation: Activation) -> Iterator[Activation]:
    """The steps after a finished one, each made when it is asked for.

    None where the case has ended meanwhile, where the block around it was closed, or where branches have to wait.
    """
    task, node = activation.task, activation.flow_task.spec
    kind = kind_of(node)
    ways = next_steps(node, CaseFacts(task.process))
    kind.leave(StepRun(task, node), ways)
    block = kind.block(node)
    if block is not None and not ways:  # conditions let no branch start: the block is passed at once
        yield activation.flow_class.instance.node(block.join)._create(activation, tokens.place_of(task))
        return
    for way, place in zip(ways, _places(task, node, block, ways), strict=True):
        if task.process.finished is not None or place.is_closed:
            return
        flow_task = activation.flow_class.instance.node(way.target)
        if flow_task.kind.joins:
            onward = tokens.arrive(task.process, place, flow_task.spec, result=task.decision)
            if onward is None:
                continue
            place = onward
        yield flow_task._create(activation, place)


def _places(task: Task, node: Node, block: Block | None, ways: list[Way]) -> list[Place]:
    """Where the tokens stand that go these ways: all where the step's own stands, or, of a step that opens a block,
    each in a branch of its own.
    """
    if block is None:
        return [tokens.place_of(task)] * len(ways)
    scope = tokens.enter(task, node, block, len(ways))
    return [Place(scope, branch) for branch in range(len(ways))]


def end_case(task: Task, outcome: str) -> None:
    """Close the case with this outcome; nothing in it stays open, and nobody «waits» for it any more.

    The note of a decision that ends the case without success becomes its reason, which the applicant reads.
    """
    case = task.process
    ledger = ledger_of(case)
    case.status = PROCESS.DONE.value
    case.finished = ledger.now
    case.outcome = outcome
    if outcome != Case.Outcome.DONE:
        case.reason = ledger.note
    if outcome == Case.Outcome.REJECTED and case.service.objection_days:
        case.object_until = sla.promise(ledger.now, case.service.objection_days)
    ledger.change("status", "finished", "outcome", "reason", "object_until")
    ledger.event(events.CASE_CLOSED, task=task, by_system=True, outcome=case.outcome)
    tokens.close_all(case, task)
    Task.objects.filter(process=case, watched=True).update(watched=False)
    messages.tell_outcome(task)
