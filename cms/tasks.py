"""What the worker does for the published site."""

from celery import shared_task

from cms import schedule


@shared_task
def publish_due() -> None:
    """Each minute: publications and withdrawals that have come due."""
    schedule.publish_due()
