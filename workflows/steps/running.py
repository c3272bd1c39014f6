"""What a kind may do to a case that runs through one of its steps.

The engine hands a `Run` to `enter` and `leave`, inside the verb's transaction: whatever a kind does through it is
written with the verb's other effects, or not at all.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from workflows.models import Case, Task


class Run(Protocol):
    """One passing of one step: its node in the specification, the case, the step's row, and the verb's moment."""

    node: dict[str, Any]
    case: Case
    task: Task
    now: datetime

    def event(self, action: str, **data: Any) -> None:
        """Note in the case's log what the engine does at this step."""

    def write_to_applicant(self, *, channel: str, subject: str, body: str) -> None:
        """Send what the editor wrote, placeholders filled, through the outbox."""

    def ask_applicant(self) -> None:
        """Tell the applicant, by every way that reaches them, that the case waits for their answer."""

    def close_case(self, outcome: str) -> None:
        """End the case; whatever is open in it is cancelled."""
