"""What can be done in workflows: the door that screens, API, background tasks and the demonstration call.

Each verb is one transaction that checks permission, changes, writes its event and leaves its messages in the outbox.
Refusals are the exceptions of `workflows.errors`; a verb that raises has changed nothing.
"""

from workflows.builder.services import publish_process
from workflows.verbs.answering import answer_applicant_task
from workflows.verbs.claiming import (
    BulkOutcome,
    claim_task,
    claim_tasks,
    release_orphaned_claims,
    release_task,
    release_tasks,
)
from workflows.verbs.decisions import decide_task, save_task_forms
from workflows.verbs.drafts import discard_draft, save_draft
from workflows.verbs.referral import refer_task
from workflows.verbs.submission import submit_request

__all__ = [
    "BulkOutcome",
    "answer_applicant_task",
    "claim_task",
    "claim_tasks",
    "decide_task",
    "discard_draft",
    "publish_process",
    "refer_task",
    "release_orphaned_claims",
    "release_task",
    "release_tasks",
    "save_draft",
    "save_task_forms",
    "submit_request",
]
