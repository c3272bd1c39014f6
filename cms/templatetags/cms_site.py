"""What the frame of every page asks: who we are, and where this person may go."""

from django import template
from django.http import HttpRequest
from django.utils.safestring import SafeString

from cms import kept_parts
from cms.frame import Frame, frame_of
from cms.frame import account_menu as menu_of
from cms.models import ServicePage
from cms.organisation import Organisation
from cms.organisation import organisation as read_organisation

register = template.Library()


@register.simple_tag
def organisation() -> Organisation:
    """`{% organisation as org %}`: name, logo, contact; no query once warm."""
    return read_organisation()


@register.simple_tag(takes_context=True)
def site_frame(context: template.Context) -> Frame:
    """`{% site_frame as frame %}`: header, footer, organisation and the person's links."""
    return frame_of(context.get("request"), context.get("user"), context.get("csrf_token", ""))


@register.simple_tag(takes_context=True)
def account_menu(context: template.Context) -> SafeString:
    """`{% account_menu %}`: the signed-in person's links, way out and language; inside the frame of a page only."""
    return menu_of(context.get("request"), context["frame"], context["user"], context.get("csrf_token", ""))


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes) -> str:
    """`{% query page=2 %}`: this address's query string with these values changed; an empty value drops its name."""
    request: HttpRequest | None = context.get("request")
    if request is None:
        return ""
    values = request.GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            values.pop(name, None)
        else:
            values[name] = value
    return f"?{values.urlencode()}" if values else request.path


@register.simple_tag(takes_context=True)
def service_card(context: template.Context, service: ServicePage, level: int = 2) -> SafeString:
    """`{% service_card service level=3 %}`: a service in a list; the whole card is its link."""
    return kept_parts.service_card(service, context.get("request"), level)


register.simple_tag(kept_parts.filter_fields)


@register.filter
def page_range(paginator, number: int) -> list[int | None]:
    """`paginator|page_range:page.number`: the page numbers to show; None where some are left out."""
    shown = paginator.get_elided_page_range(number, on_each_side=1, on_ends=1)
    return [None if page == paginator.ELLIPSIS else page for page in shown]


@register.filter
def choice_label(value, name: str) -> str:
    """`block.value|choice_label:"kind"`: the words of a choice inside a StreamField's struct."""
    choices = dict(value.block.child_blocks[name].field.choices)
    return str(choices.get(value.get(name), value.get(name) or ""))
