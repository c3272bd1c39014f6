"""Where a service page shows what higher layers have registered for it."""

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from cms import extensions

register = template.Library()


@register.simple_tag(takes_context=True)
def service_actions(context: template.Context, page) -> SafeString:
    """`{% service_actions page %}`: the registered buttons, each HTML that its maker has escaped."""
    actions = extensions.service_actions(page, context.get("request"))
    return format_html_join("\n", "{}", ((html,) for html in actions))


@register.simple_tag(takes_context=True)
def service_sections(context: template.Context, page) -> list[extensions.ServiceSection]:
    """`{% service_sections page as sections %}`: the registered sections."""
    return extensions.service_sections(page, context.get("request"))
