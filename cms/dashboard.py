"""The 'what to do' panel of the admin's home: what waits for an editor, each line a link to where it is done."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component
from wagtail.models import Site

from accounts.models import User
from cms import extensions
from cms.extensions import Todo
from cms.models import OrganisationSettings, ServiceCategory, ServicePage
from outbox.selectors import failed


class TodoPanel(Component):
    """What this person should do next, as this app and the layers above see it."""

    name = "cms_todo"
    template_name = "cms/admin/todo_panel.html"
    order = 50

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        todos = [*_own_todos(), *_failed(user), *extensions.todos(user)]
        return {"todos": [todo for todo in todos if todo.count is None or todo.count > 0]}


def _failed(user: User) -> list[Todo]:
    """What could not be sent or done in the background, for those who may look at it."""
    if not user.has_perm("outbox.view_effect"):
        return []
    text = _("Messages and other effects that failed: look, and try again")
    return [Todo(text, f"{reverse('outgoing_effects:index')}?status=failed", failed().count())]


def _own_todos() -> list[Todo]:
    listing = reverse("services:index")
    lines = [
        Todo(
            _("Services with changes that are not published yet"),
            listing,
            ServicePage.objects.filter(has_unpublished_changes=True).count(),
        ),
        Todo(
            _("Published services that nobody can apply for: no request form is chosen"),
            listing,
            ServicePage.objects.live().filter(request_form__isnull=True).count(),
        ),
        Todo(
            _("Services without a category: they are hard to find"),
            listing,
            ServicePage.objects.filter(category__isnull=True).count(),
        ),
    ]
    if not ServiceCategory.objects.exists():
        lines.append(Todo(_("Make the first service category"), reverse("service-categories:add")))
    if not OrganisationSettings.objects.exists():
        lines.append(
            Todo(
                _("Tell the desk the organisation's name, logo and colour"),
                reverse("wagtailsettings:edit", args=["cms", "organisationsettings"]),
            )
        )
    if (site := Site.objects.filter(is_default_site=True).first()) is not None and not ServicePage.objects.exists():
        lines.append(Todo(_("Write the first service"), reverse("wagtailadmin_explore", args=[site.root_page_id])))
    return lines
