"""Tables of the organisation, its processes and the cases that run on them."""

from workflows.models.case import Case, CaseForm, CaseLogEntry
from workflows.models.draft import Draft
from workflows.models.organisation import ActivityField, Appointment, Post
from workflows.models.process import ProcessDefinition, ProcessVersion, ServiceProcess
from workflows.models.task import Task

__all__ = [
    "ActivityField",
    "Appointment",
    "Case",
    "CaseForm",
    "CaseLogEntry",
    "Draft",
    "Post",
    "ProcessDefinition",
    "ProcessVersion",
    "ServiceProcess",
    "Task",
]
