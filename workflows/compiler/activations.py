"""What happens when a step is reached, finished and left, whatever its kind.

The state machine is Viewflow's; what a state means to a case is `workflows.engine.runtime`'s, which writes as little as
it can. Unlike Viewflow's own activations these write each row once, open no savepoints and let every exception pass:
the verb that drives them is one transaction, and a failing route undoes the decision instead of parking an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from viewflow.workflow.activation import Activation
from viewflow.workflow.status import STATUS

from workflows.engine import runtime


class StepActivation(Activation):
    """Common to all steps. Viewflow's `token` is our `Place`: the scope and branch in which the step stands."""

    @classmethod
    def create(
        cls, flow_task: Any, prev_activation: Activation, token: Any, data: Any = None, seed: Any = None
    ) -> StepActivation:
        return cls(runtime.create_task(flow_task, prev_activation, token))

    def __init__(self, task: Any) -> None:
        # As Viewflow's, without its look whether the process is of another model.
        self.task = task
        self.process = task.process

    @Activation.status.transition(source=STATUS.NEW)
    def activate(self) -> None:
        runtime.enter(self)

    @Activation.status.transition(source=STATUS.DONE)
    def create_next(self) -> Iterator[Activation]:
        yield from runtime.follow(self)

    @Activation.status.transition(source=STATUS.DONE)
    def activate_next(self) -> None:
        """Run on to where the case waits: depth first, in the editor's order, each row made when its turn comes.

        Viewflow walks sets, a wave at a time, and makes the rows of a wave before it runs any; a branch that ends the
        case would come too late for its neighbours.
        """
        stack = [self.create_next()]
        while stack:
            activation = next(stack[-1], None)
            if activation is None:
                stack.pop()
                continue
            activation.activate()
            if activation.complete.can_proceed():
                activation.complete()
                stack.append(activation.create_next())


class AutomaticActivation(StepActivation):
    """A step that does its work when it is entered, and is left at once. Its row is born finished."""

    @Activation.status.transition(source=STATUS.NEW, target=STATUS.DONE)
    def complete(self) -> None:
        """Nothing to write: the row says so from the beginning."""


class WaitingActivation(StepActivation):
    """A step that somebody has to do: it stays open until a verb has set it to started and completes it."""

    @Activation.status.transition(source=STATUS.STARTED, target=STATUS.DONE)
    def complete(self) -> None:
        runtime.finish_task(self.task)
