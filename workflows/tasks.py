"""Background interfaces of workflows: each calls the verb that it is named after."""

from celery import shared_task

from workflows import services


@shared_task
def release_orphaned_claims() -> None:
    services.release_orphaned_claims()
