"""The worklist's filter form as HTML. A blank one is the same for all who hold the same posts, so it is drawn once a
minute for them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from listing.chips import Chip
from organisation.models import Post
from workflows.desk.filters import WorklistFilter

if TYPE_CHECKING:
    from accounts.models import User

KEEP_SECONDS = 60


def filter_form(asked: WorklistFilter, chips: list[Chip], tab: str) -> SafeString:
    """The form with what was asked and, at its fields, what was refused."""
    return render_to_string("desk/parts/worklist_filter.html", {"filter": asked, "chips": chips, "tab": tab})


def blank_filter_form(user: User, posts: Sequence[Post], tab: str) -> SafeString:
    """The form with nothing asked. All that it shows follows from the language, the tab and the posts, which are its
    key; the services and steps of those posts are as old as `worklist_choices` lets them be, and a minute."""
    key = _key(posts, tab)
    html: SafeString | None = cache.get(key)
    if html is None:
        html = filter_form(WorklistFilter(QueryDict(), user=user, posts=posts), [], tab)
        cache.set(key, html, KEEP_SECONDS)
    return html


def _key(posts: Sequence[Post], tab: str) -> str:
    shown = repr([(post.pk, post.title) for post in posts])
    digest = hashlib.blake2b(shown.encode(), digest_size=16).hexdigest()
    return f"desk:worklist-filter:{get_language()}:{tab}:{digest}"
