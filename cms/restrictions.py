"""Whether anything of the site is private at all: one read, where Wagtail asks for a page's ancestors first.

Almost no desk has a private page. Where there is one, Wagtail's own, dearer answer is the only one.
"""

from functools import cache

from wagtail.models import PageViewRestriction

from statements import Statement, compiled

__all__ = ["any_exist"]


def any_exist() -> bool:
    """Whether some page may not be seen by everybody. One query."""
    return bool(_first().rows())


@cache
def _first() -> Statement:
    return compiled(PageViewRestriction.objects.order_by().values_list("pk")[:1])
