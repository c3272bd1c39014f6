"""What the worker does for this app."""

from celery import shared_task

from accounts import services


@shared_task(name="accounts.tasks.forget_login_codes")
def forget_login_codes() -> int:
    """Delete codes and rate counters that have run out."""
    return services.forget_login_codes()
