"""Background interfaces of workflows: each calls the verb that it is named after."""

from celery import shared_task


@shared_task
def release_orphaned_claims() -> None:
    from workflows import services

    services.release_orphaned_claims()
