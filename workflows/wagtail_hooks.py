"""What workflows add to the Wagtail admin: processes, and what publishing them asks."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from workflows.builder import admin as builder_admin
from workflows.builder import validation
from workflows.builder.services import draft_spec
from workflows.models import ProcessDefinition
from workflows.reads.kept_services import services_with_cases

register_snippet(builder_admin.ProcessViewSet)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    return [
        path("process-operands/", builder_admin.operands, name="process_operands"),
    ]


@hooks.register("before_delete_snippet")
def refuse_deleting_published_processes(request: HttpRequest, instances: list[Any]) -> HttpResponse | None:
    """A process that was published stays; say why, instead of failing on the database's own refusal."""
    for instance in instances:
        if isinstance(instance, ProcessDefinition) and (reason := instance.why_not_deleted()):
            messages.error(request, reason)
            return redirect(reverse(instance.snippet_viewset.get_url_name("edit"), args=[instance.pk]))
    return None


@hooks.register("after_edit_snippet")
@hooks.register("after_create_snippet")
def warn_of_vacant_posts(request: HttpRequest, instance: Any) -> None:
    """Published, with warnings: say them once."""
    if isinstance(instance, ProcessDefinition) and "action-publish" in request.POST:
        for problem in validation.check(draft_spec(instance)):
            if not problem.is_error:
                messages.warning(request, problem.message)


@hooks.register("before_delete_page")
def refuse_deleting_services_with_cases(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A service that people applied for stays; say why and what to do, instead of failing on the database's refusal."""
    if kept := services_with_cases([page]):
        _say_kept(request, kept)
        return redirect("wagtailadmin_pages:edit", page.pk)
    return None


@hooks.register("before_bulk_action")
def refuse_deleting_many_with_cases(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """The same of pages that are deleted together: none of them is."""
    pages = [instance for instance in objects if isinstance(instance, Page)]
    if action_type == "delete" and (kept := services_with_cases(pages)):
        _say_kept(request, kept)
        return redirect("wagtailadmin_explore", pages[0].get_parent().pk)
    return None


def _say_kept(request: HttpRequest, services: list[str]) -> None:
    text = _("Not deleted: there are requests for “%(services)s”. Unpublish the service instead; its cases stay.")
    messages.error(request, text % {"services": ", ".join(services)})
