"""All that workflows register with others when the app is ready, in one place.

The kinds of step of this app, the listeners to publishing; to the layers below: the case log, the right to documents,
the uploads that are still wanted, what needs a post, what the service page and the account menu show, the permissions
of roles. What the admin asks by its hooks stands in `wagtail_hooks`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.panels import InlinePanel, ObjectList
from wagtail.log_actions import LogActionRegistry
from wagtail.log_actions import registry as log_registry

from accounts import roles
from cms.extensions import Todo, register_service_gate, register_service_tab, register_todo
from forms_ext import access
from forms_ext.extensions import register_need
from organisation.extensions import register_use
from workflows import events, selectors
from workflows.access.attachments import may_read_attachment
from workflows.builder import form_needs, receivers, service_gate  # noqa: F401 - receivers listen to publishing
from workflows.citizen import service_page
from workflows.desk import account_links
from workflows.models import Case, CaseLogEntry
from workflows.steps import registry

if TYPE_CHECKING:
    from accounts.models import User


def register() -> None:
    """Called once, when the app is ready."""
    registry.discover()
    log_registry.register_model(Case, CaseLogEntry)
    access.register(may_read_attachment)
    access.register_wanted(selectors.wanted_attachments)
    register_use(selectors.uses_of_posts)
    register_todo(left_behind)
    register_todo(waiting)
    register_need(form_needs.needs_of_form)
    register_service_gate(service_gate.objections)
    register_service_tab(_process_tab())
    account_links.register()
    service_page.register()
    for role in (roles.EDITORS, roles.ADMINISTRATORS):
        roles.register(role, _PERMISSIONS)


_VERBS = ("add", "change", "delete", "view", "publish", "lock", "unlock")
_PERMISSIONS = [f"workflows.{verb}_processdefinition" for verb in _VERBS]


def _process_tab() -> ObjectList:
    panel = InlinePanel(
        "service_processes",
        min_num=0,
        max_num=1,
        label=gettext_lazy("Process"),
        help_text=gettext_lazy(
            "The process that the requests of this service run on. Without one, it takes no requests."
        ),
    )
    return ObjectList([panel], heading=gettext_lazy("Process"))


def left_behind(user: User) -> list[Todo]:
    """Work that was left at inactive posts, for those who can activate them again."""
    address = f"{reverse('wagtailsnippets_organisation_post:list')}?is_active=false"
    text = _("Open tasks at inactive posts: activate the posts again until the work is done")
    return [Todo(text, address, selectors.tasks_left_behind(user))]


def waiting(user: User) -> list[Todo]:
    """Work at posts that nobody holds, for those who appoint; services and processes to finish, for editors."""
    lines = []
    if user.has_perm("organisation.change_appointment"):
        text = _("Posts that nobody holds, with open tasks: appoint a holder")
        lines.append(Todo(text, reverse("org_chart"), selectors.vacant_posts_with_work().count()))
    if user.has_perm("workflows.change_processdefinition"):
        text = _("Published services with a request form, but without a process")
        lines.append(Todo(text, reverse("services:index"), selectors.services_without_process().count()))
        text = _("Processes with changes that are not published yet")
        address = reverse("wagtailsnippets_workflows_processdefinition:list")
        lines.append(Todo(text, address, selectors.process_drafts().count()))
    return lines


@hooks.register("register_log_actions")
def register_case_events(actions: LogActionRegistry) -> None:
    events.register(actions)
