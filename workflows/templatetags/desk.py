"""Tags of the staff's pages."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from organisation.selectors import posts_of
from persian.digits import localise
from workflows import selectors
from workflows.desk import drawing
from workflows.desk.task_forms import Choices, DecisionForm, ReferralForm

register = template.Library()


@register.simple_tag(takes_context=True)
def desk_nav(context: dict[str, Any]) -> SafeString:
    """The bar that staff pages share. A view that has read the person's posts gives them as `my_posts`.

    Reports and administration are offered to whom the account menu offers them; the pages check for themselves.
    """
    posts = context["my_posts"] if "my_posts" in context else posts_of(context["request"].user)
    links = {link.url for link in context["frame"].links}
    return _nav(
        get_language(),
        tuple(post.title for post in posts),
        context.get("section", ""),
        reverse("reports") in links,
        reverse("wagtailadmin_home") in links,
    )


@lru_cache(512)
def _nav(
    language: str | None, posts: tuple[str, ...], section: str, sees_reports: bool, enters_admin: bool
) -> SafeString:
    """The bar, kept by all that it shows. `language` is the active one."""
    shown = {"posts": posts, "section": section, "sees_reports": sees_reports, "enters_admin": enters_admin}
    return render_to_string("desk/parts/nav.html", shown)


register.simple_tag(drawing.timeline_items)
register.simple_tag(drawing.answer_rows)


@register.simple_tag
def decision_fields(form: DecisionForm) -> SafeString:
    """The decisions and the note. Those of a form that nothing was typed into are kept by what they offer."""
    return _decision(form) if form.is_bound else _blank_decision(get_language(), tuple(form.decisions), form.askable)


@lru_cache(512)
def _blank_decision(
    language: str | None, decisions: tuple[selectors.Decision, ...], askable: tuple[selectors.Askable, ...]
) -> SafeString:
    return _decision(DecisionForm(None, decisions=list(decisions), askable=askable))


def _decision(form: DecisionForm) -> SafeString:
    return render_to_string("desk/parts/decision_fields.html", {"form": form})


@register.simple_tag
def referral_fields(form: ReferralForm) -> SafeString:
    """To whom the task may be handed over. Those of a form that nothing was typed into are kept by whom they offer."""
    return _referral(form) if form.is_bound else _blank_referral(get_language(), form.choices)


@lru_cache(128)
def _blank_referral(language: str | None, choices: Choices) -> SafeString:
    return _referral(ReferralForm.offering(choices))


def _referral(form: ReferralForm) -> SafeString:
    return render_to_string("desk/parts/referral_fields.html", {"form": form})


@register.filter
def capped(count: int, limit: int = 1000) -> str:
    """A count as counted: `۱۰۰۰+` where counting stopped beyond the limit."""
    return localise(f"{limit}+" if count > limit else str(count))
