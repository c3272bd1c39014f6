"""Background work of forms."""

from celery import shared_task

from forms_ext import services


@shared_task
def purge_abandoned_attachments() -> int:
    """Delete uploads that no form was submitted with; returns how many."""
    return services.purge_abandoned_attachments()
