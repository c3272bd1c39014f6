"""What happens when a step is reached, finished and left.

The state machine is Viewflow's; what a state means to a case is `workflows.engine.runtime`'s, which writes as little as
it can. Unlike Viewflow's own activations these write each row once, open no savepoints and let every exception pass:
the verb that drives them is one transaction, and a failing route undoes the decision instead of parking an error.
"""

from collections.abc import Iterator
from typing import Any

from viewflow.workflow.activation import Activation
from viewflow.workflow.status import STATUS


class StepActivation(Activation):
    """Common to all steps: the row is the runtime's, the next step is named by the node's spec."""

    @classmethod
    def create(
        cls, flow_task: Any, prev_activation: Activation, token: Any, data: Any = None, seed: Any = None
    ) -> "StepActivation":
        from workflows.engine import runtime

        return cls(runtime.create_task(flow_task, prev_activation, token, flow_task.spec))

    def __init__(self, task: Any) -> None:
        # As Viewflow's, without its look whether the process is of another model.
        self.task = task
        self.process = task.process

    @Activation.status.transition(source=STATUS.NEW)
    def activate(self) -> None:
        """Automatic steps do their work here."""

    @Activation.status.transition(source=STATUS.NEW, target=STATUS.DONE)
    def complete(self) -> None:
        self._finish()

    @Activation.status.transition(source=STATUS.DONE)
    def create_next(self) -> Iterator[Activation]:
        target = self._target()
        if target:
            yield self.flow_class.instance.node(target)._create(self, self.task.token)

    def _finish(self) -> None:
        from workflows.engine import runtime

        runtime.finish_task(self)

    def _target(self) -> str | None:
        following: str | None = self.flow_task.spec.get("next")
        return following


class WaitingActivation(StepActivation):
    """A step that somebody has to do: it stays open until a verb has set it to started and completes it."""

    @Activation.status.transition(source=STATUS.STARTED, target=STATUS.DONE)
    def complete(self) -> None:
        self._finish()


class StaffActivation(WaitingActivation):
    def _target(self) -> str | None:
        from workflows.engine import runtime

        return runtime.target_of_decision(self, self.flow_task.spec)


class RouteActivation(StepActivation):
    def _target(self) -> str | None:
        from workflows.engine import runtime

        return runtime.choose_branch(self, self.flow_task.spec)


class MessageActivation(StepActivation):
    @Activation.status.transition(source=STATUS.NEW)
    def activate(self) -> None:
        from workflows.engine import runtime

        runtime.send_message(self, self.flow_task.spec)


class EndActivation(StepActivation):
    @Activation.status.transition(source=STATUS.NEW)
    def activate(self) -> None:
        from workflows.engine import runtime

        runtime.end_case(self, self.flow_task.spec)

    def _target(self) -> str | None:
        return None
