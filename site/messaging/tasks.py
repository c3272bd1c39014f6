"""What the worker does for this app."""

from celery import shared_task

from messaging import selectors, services


@shared_task(name="messaging.tasks.deliver_messages")
def deliver_messages(keys: list[str]) -> None:
    """Deliver what waits among these idempotency keys."""
    for pk in selectors.due_among(keys):
        services.deliver_message(pk=pk)


@shared_task(name="messaging.tasks.sweep_outbox")
def sweep_outbox() -> int:
    """Deliver what a dead broker or worker left, and what is due for another try."""
    return services.sweep_outbox()
