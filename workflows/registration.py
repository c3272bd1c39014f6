"""What the cases tell the layers below: their log model, their right to documents, the uploads that they still want,
what of them needs a post.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.log_actions import registry as log_registry

from cms.extensions import Todo, register_todo
from forms_ext import access
from organisation.extensions import register_use
from workflows import events, selectors
from workflows.access.attachments import may_read_attachment
from workflows.models import Case, CaseLogEntry

if TYPE_CHECKING:
    from accounts.models import User


def register() -> None:
    """Called once, when the app is ready."""
    log_registry.register_model(Case, CaseLogEntry)
    access.register(may_read_attachment)
    access.register_wanted(selectors.wanted_attachments)
    register_use(selectors.uses_of_posts)
    register_todo(left_behind)


def left_behind(user: User) -> list[Todo]:
    """Work that was left at inactive posts, for those who can activate them again."""
    address = f"{reverse('wagtailsnippets_organisation_post:list')}?is_active=false"
    text = _("Open tasks at inactive posts: activate the posts again until the work is done")
    return [Todo(text, address, selectors.tasks_left_behind(user))]


@hooks.register("register_log_actions")
def register_case_events(actions: LogActionRegistry) -> None:
    events.register(actions)
