"""Messages in the Wagtail admin: a list to look at, and failed ones to send again."""

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from messaging import events
from messaging.admin_views import MessageViewSet


@hooks.register("register_admin_viewset")
def register_messages() -> MessageViewSet:
    """The list, in the main menu."""
    return MessageViewSet("messages", url_prefix="messages")


@hooks.register("register_log_actions")
def register_events(actions: LogActionRegistry) -> None:
    """Label and message of each."""
    for action, label in events.LABELS.items():
        actions.register_action(action, label, label)
