"""What of the processes waits for those who run the desk: numbers for the admin's home, and the lists behind them."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from cms.models import ServicePage
from organisation.models import Post
from organisation.selectors import vacant_posts
from workflows.models import ProcessDefinition, ServiceProcess, Task
from workflows.models.task import OPEN_STATUSES


def vacant_posts_with_work() -> QuerySet[Post]:
    """Active posts that nobody holds today although open tasks are at them."""
    return vacant_posts().filter(Exists(Task.objects.filter(post=OuterRef("pk"), status__in=OPEN_STATUSES)))


def services_without_process() -> QuerySet[ServicePage]:
    """Published services that take requests on a form, and have no process for them."""
    processes = ServiceProcess.objects.filter(page=OuterRef("pk"))
    return ServicePage.objects.live().filter(~Exists(processes), request_form__isnull=False)


def process_drafts() -> QuerySet[ProcessDefinition]:
    """Processes with changes that are not published yet."""
    return ProcessDefinition.objects.filter(has_unpublished_changes=True)
