"""Tags of the staff's pages."""

from __future__ import annotations

from typing import Any

from django import template
from django.core.cache import cache

from accounts.roles import is_administrator, is_manager
from persian.digits import localise
from workflows import selectors

register = template.Library()

_RIGHTS_SECONDS = 60


@register.inclusion_tag("desk/parts/nav.html", takes_context=True)
def desk_nav(context: dict[str, Any]) -> dict[str, Any]:
    """The bar that staff pages share. A view that has read the person's posts gives them as `my_posts`."""
    request = context["request"]
    user = request.user
    posts = context["my_posts"] if "my_posts" in context else selectors.posts_of(user)
    return {
        "request": request,
        "user": user,
        "posts": posts,
        "section": context.get("section", ""),
        **_rights(user),
    }


def _rights(user: Any) -> dict[str, bool]:
    """Which links are worth showing, kept a minute a person; the pages behind them check for themselves."""
    key = f"desk:nav:{user.pk}"
    rights: dict[str, bool] | None = cache.get(key)
    if rights is None:
        rights = {
            "sees_reports": is_manager(user) or is_administrator(user),
            "enters_admin": user.has_perm("wagtailadmin.access_admin"),
        }
        cache.set(key, rights, _RIGHTS_SECONDS)
    return rights


@register.filter
def capped(count: int, limit: int = 1000) -> str:
    """A count as counted: `۱۰۰۰+` where counting stopped beyond the limit."""
    return localise(f"{limit}+" if count > limit else str(count))
