"""What can be read of workflows: the door for screens, API and reports.

An object that a person may not see is not found (`Http404`): there is no other way to obtain one.
"""

from workflows.cases.authority import may_act
from workflows.cases.decisions import Decision, decisions_of
from workflows.cases.drafts import draft_for, drafts_of, wanted_attachments
from workflows.cases.forms import PlacedForm, case_forms, task_forms
from workflows.cases.messages import PLACEHOLDERS, tracking_link
from workflows.cases.receipts import ReceiptData, qr_svg, receipt_data, receipt_pdf
from workflows.cases.referral import ReferralPerson, ReferralTargets, referral_targets
from workflows.cases.scope import (
    applicant_task_for,
    case_by_verify_token,
    case_for,
    case_of_key,
    cases_in_scope,
    cases_of,
    may_see,
    note_to_applicant,
    open_applicant_tasks,
    own_case,
    owns_code,
    proven_case,
    sees_everything,
    task_for,
)
from workflows.cases.specs import node_of as task_node
from workflows.cases.specs import public_title, spec_of_case
from workflows.cases.stages import Stage, stages
from workflows.cases.submission import Application, application_for, cost_text, process_version_of
from workflows.cases.timeline import TimelineEntry, timeline
from workflows.cases.tracking import PublicCase, case_by_code, case_with_details, details_allowed
from workflows.cases.worklist import (
    COUNT_CAP,
    TABS,
    WorklistChoices,
    WorklistPage,
    WorklistRow,
    matching_text,
    worklist,
    worklist_choices,
    worklist_counts,
)
from workflows.organisation.selectors import holders_of, posts_of, subtree, superior_of

__all__ = [
    "COUNT_CAP",
    "PLACEHOLDERS",
    "TABS",
    "Application",
    "Decision",
    "PlacedForm",
    "PublicCase",
    "ReceiptData",
    "ReferralPerson",
    "ReferralTargets",
    "Stage",
    "TimelineEntry",
    "WorklistChoices",
    "WorklistPage",
    "WorklistRow",
    "applicant_task_for",
    "application_for",
    "case_by_code",
    "case_by_verify_token",
    "case_for",
    "case_forms",
    "case_of_key",
    "case_with_details",
    "cases_in_scope",
    "cases_of",
    "cost_text",
    "decisions_of",
    "details_allowed",
    "draft_for",
    "drafts_of",
    "holders_of",
    "matching_text",
    "may_act",
    "may_see",
    "note_to_applicant",
    "open_applicant_tasks",
    "own_case",
    "owns_code",
    "posts_of",
    "process_version_of",
    "proven_case",
    "public_title",
    "qr_svg",
    "receipt_data",
    "receipt_pdf",
    "referral_targets",
    "sees_everything",
    "spec_of_case",
    "stages",
    "subtree",
    "superior_of",
    "task_for",
    "task_forms",
    "task_node",
    "timeline",
    "tracking_link",
    "wanted_attachments",
    "worklist",
    "worklist_choices",
    "worklist_counts",
]
