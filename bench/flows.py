"""The peer of a decision: two View steps of Viewflow as shipped."""

from typing import Any

from viewflow import this
from viewflow.workflow import Flow, flow
from viewflow.workflow.flow import views
from viewflow.workflow.models import Process, Task


class StockFlow(Flow):
    process_class = Process
    task_class = Task

    start = flow.StartHandle(this.begin).Next(this.review)
    review = flow.View(views.UpdateProcessView.as_view(fields=[])).Next(this.approve)
    approve = flow.View(views.UpdateProcessView.as_view(fields=[])).Next(this.end)
    end = flow.End()

    def begin(self, activation: Any) -> Any:
        return activation.process
