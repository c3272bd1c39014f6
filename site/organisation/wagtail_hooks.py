"""What the org chart adds to the Wagtail admin: its lists, its picture, its events, and the chooser of a person."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry
from wagtail.snippets.models import register_snippet

from organisation import admin, events
from organisation.choosers import person_chooser_viewset
from organisation.models import Appointment, Post

register_snippet(admin.OrganisationGroup)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    return [path("chart/", admin.chart_page, name="org_chart")]


@hooks.register("register_admin_viewset")
def person_chooser() -> Any:
    return person_chooser_viewset


class _ChartMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("organisation.view_post"))


@hooks.register("register_admin_menu_item")
def chart_menu_item() -> MenuItem:
    return _ChartMenuItem(_("Chart"), reverse("org_chart"), name="chart", icon_name="view", order=231)


@hooks.register("before_delete_snippet")
def delete_posts_by_verb(request: HttpRequest, instances: list[Any]) -> HttpResponse | None:
    posts = [instance for instance in instances if isinstance(instance, Post)]
    return admin.delete_posts(request, posts) if posts else None


@hooks.register("after_delete_snippet")
def warn_of_vacant_posts(request: HttpRequest, instances: list[Any]) -> None:
    admin.warn_of_vacant_posts(request, [one for one in instances if isinstance(one, Appointment)])


@hooks.register("register_log_actions")
def register_events(actions: LogActionRegistry) -> None:
    events.register(actions)
