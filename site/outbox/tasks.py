"""What the worker does for this app."""

from celery import shared_task

from outbox import queue, selectors, services


@shared_task(name=queue.TASK)
def perform_effects(keys: list[str]) -> None:
    """Perform what is due among these idempotency keys."""
    for pk in selectors.due_among(keys):
        services.perform_effect(pk=pk)


@shared_task(name="outbox.tasks.sweep")
def sweep() -> int:
    """Perform what a dead broker or worker left, what is due for another try, and timers whose time has come."""
    return services.sweep()


@shared_task(name="outbox.tasks.purge")
def purge() -> int:
    """Delete effects that have been over for long, and old tries."""
    return services.purge()
