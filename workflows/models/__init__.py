"""Tables of processes and the cases that run on them."""

from workflows.models.case import Case, CaseForm, CaseLogEntry
from workflows.models.draft import Draft
from workflows.models.process import ProcessDefinition, ProcessVersion, ServiceProcess
from workflows.models.scope import Scope
from workflows.models.task import Task

__all__ = [
    "Case",
    "CaseForm",
    "CaseLogEntry",
    "Draft",
    "ProcessDefinition",
    "ProcessVersion",
    "Scope",
    "ServiceProcess",
    "Task",
]
