"""`{% load forms_ext %}{% render_form form %}`: the fields of a form, without `<form>`, CSRF token and buttons."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from forms_ext import form_building, rendering
from forms_ext.models import FormDefinition

register = template.Library()


@register.simple_tag
def render_form(form: Any) -> SafeString:
    """The fields with their labels, help and errors, under their headings."""
    return rendering.render(form)


@register.simple_tag
def render_draft(definition: FormDefinition) -> SafeString:
    """The fields of a form that is being edited, empty, as they would be asked."""
    return rendering.render(form_building.draft_form(definition))
