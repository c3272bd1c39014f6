"""Effects in the Wagtail admin: a list to look at, and failed ones to try again."""

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from outbox import events
from outbox.admin_views import EffectViewSet


@hooks.register("register_admin_viewset")
def register_effects() -> EffectViewSet:
    """The list, in the main menu."""
    return EffectViewSet("outgoing_effects", url_prefix="outgoing")


@hooks.register("register_log_actions")
def register_events(actions: LogActionRegistry) -> None:
    """Label and message of each."""
    for action, label in events.LABELS.items():
        actions.register_action(action, label, label)
