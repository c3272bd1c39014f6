"""What this app adds to the Wagtail admin: the actions of its events."""

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from accounts import events


@hooks.register("register_log_actions")
def register_events(actions: LogActionRegistry) -> None:
    """Label and message of each."""
    for action, label in events.LABELS.items():
        actions.register_action(action, label, label)
