"""What can be read of workflows: the door for screens, API and reports.

An object that a person may not see is not found (`Http404`): there is no other way to obtain one.
"""

from workflows.access.authority import may_act
from workflows.access.placed_forms import PlacedForm, case_forms, task_forms
from workflows.access.scope import (
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
from workflows.engine.messages import tracking_link
from workflows.engine.specs import node_of as task_node
from workflows.engine.specs import public_title, spec_of_case
from workflows.placeholders import PLACEHOLDERS
from workflows.reads.applications import Application, application_for, cost_text, process_version_of, service_at
from workflows.reads.changes import form_changes, with_changes
from workflows.reads.decisions import Askable, Decision, askable_of, decisions_of
from workflows.reads.drafts import draft_for, drafts_of, wanted_attachments
from workflows.reads.places import Place, PlacedCase, capped_count, with_places
from workflows.reads.post_uses import tasks_left_behind, uses_of_posts
from workflows.reads.receipts import receipt_data, receipt_pdf
from workflows.reads.referral import ReferralPerson, ReferralTargets, referral_targets
from workflows.reads.stages import Stage, stages
from workflows.reads.text_search import matching_text
from workflows.reads.timeline import TimelineEntry, timeline
from workflows.reads.tracking import PublicCase, case_by_code, case_with_details, details_allowed
from workflows.reads.waiting import process_drafts, services_without_process, vacant_posts_with_work
from workflows.reads.worklist import COUNT_CAP, TABS, WorklistPage, WorklistRow, worklist, worklist_counts
from workflows.reads.worklist_choices import WorklistChoices, worklist_choices

__all__ = [
    "COUNT_CAP",
    "PLACEHOLDERS",
    "TABS",
    "Application",
    "Askable",
    "Decision",
    "Place",
    "PlacedCase",
    "PlacedForm",
    "PublicCase",
    "ReferralPerson",
    "ReferralTargets",
    "Stage",
    "TimelineEntry",
    "WorklistChoices",
    "WorklistPage",
    "WorklistRow",
    "applicant_task_for",
    "application_for",
    "askable_of",
    "capped_count",
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
    "form_changes",
    "matching_text",
    "may_act",
    "may_see",
    "note_to_applicant",
    "open_applicant_tasks",
    "own_case",
    "owns_code",
    "process_drafts",
    "process_version_of",
    "proven_case",
    "public_title",
    "receipt_data",
    "receipt_pdf",
    "referral_targets",
    "sees_everything",
    "service_at",
    "services_without_process",
    "spec_of_case",
    "stages",
    "task_for",
    "task_forms",
    "task_node",
    "tasks_left_behind",
    "timeline",
    "tracking_link",
    "uses_of_posts",
    "vacant_posts_with_work",
    "wanted_attachments",
    "with_changes",
    "with_places",
    "worklist",
    "worklist_choices",
    "worklist_counts",
]
