"""What this app adds to the Wagtail admin: the actions of its events, and its rule on the actions on many people."""

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from accounts import events
from accounts.wagtail_users import BULK_ACTIONS


@hooks.register("register_log_actions")
def register_events(actions: LogActionRegistry) -> None:
    """Label and message of each."""
    for action, label in events.LABELS.items():
        actions.register_action(action, label, label)


for _action in BULK_ACTIONS:
    # After Wagtail's own of the same names, whose place they take.
    hooks.register("register_bulk_action", _action, order=10)
