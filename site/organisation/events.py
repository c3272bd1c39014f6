"""Events of the org chart, in the event log of the whole system."""

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry

POST_CREATED = "org.post_created"
POST_CHANGED = "org.post_changed"
POST_MOVED = "org.post_moved"
POST_DELETED = "org.post_deleted"
PERSON_APPOINTED = "org.person_appointed"
APPOINTMENT_CHANGED = "org.appointment_changed"
APPOINTMENT_ENDED = "org.appointment_ended"


def register(actions: LogActionRegistry) -> None:
    """Name the events for the event log's screens."""
    actions.register_action(POST_CREATED, _("Create a post"), _("Post created"))
    actions.register_action(POST_CHANGED, _("Change a post"), _("Post changed"))
    actions.register_action(POST_MOVED, _("Move a post"), _("Post moved in the chart"))
    actions.register_action(POST_DELETED, _("Delete a post"), _("Post deleted"))
    actions.register_action(PERSON_APPOINTED, _("Appoint a person"), _("Person appointed"))
    actions.register_action(APPOINTMENT_CHANGED, _("Change an appointment"), _("Appointment changed"))
    actions.register_action(APPOINTMENT_ENDED, _("End an appointment"), _("Appointment ended"))
