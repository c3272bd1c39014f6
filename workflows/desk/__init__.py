"""The staff desk: worklist, one task, search of cases. Screens only: every change is a verb of `workflows.services`."""
