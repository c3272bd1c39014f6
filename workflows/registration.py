"""What the cases tell the layers below: their log model, their right to documents, the uploads that they still want."""

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.log_actions import registry as log_registry


def register() -> None:
    """Called once, when the app is ready."""
    from forms_ext import access
    from workflows.access.scope import may_read_attachment
    from workflows.models import Case, CaseLogEntry
    from workflows.reads.drafts import wanted_attachments

    log_registry.register_model(Case, CaseLogEntry)
    access.register(may_read_attachment)
    access.register_wanted(wanted_attachments)


@hooks.register("register_log_actions")
def register_case_events(actions: LogActionRegistry) -> None:
    from workflows import events

    events.register(actions)
