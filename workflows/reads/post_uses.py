"""What of the processes needs a post: open work at it, and processes that route work to it. And the work that was left
at a post which is not active.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from organisation.extensions import Example, Use
from organisation.models import Post
from persian.digits import localise
from workflows import tracking_codes
from workflows.models import Case, ProcessVersion, Task
from workflows.models.task import OPEN_STATUSES

if TYPE_CHECKING:
    from accounts.models import User

NAMED = 3


def uses_of_posts(post_ids: Collection[int]) -> list[Use]:
    """For `organisation.extensions`: the open tasks at these posts, and the processes in use that name one. Three
    queries.
    """
    found = [_open_tasks(post_ids), _processes(post_ids)]
    return [use for use in found if use.count]


def tasks_left_behind(user: User) -> int:
    """How many open tasks are at inactive posts, for those who can activate the posts again; 0 for others."""
    if not user.has_perm("organisation.change_post"):
        return 0
    return _open_at(Post.objects.filter(is_active=False).values("pk")).count()


def _open_at(posts: Any) -> QuerySet[Task]:
    return Task.objects.filter(post__in=posts, status__in=OPEN_STATUSES)


def _open_tasks(post_ids: Collection[int]) -> Use:
    tasks = _open_at(post_ids)
    first = tasks.select_related("process").order_by("due", "pk")[:NAMED]
    return Use(
        kind=_("Open tasks"),
        count=tasks.count(),
        examples=[
            Example(f"{task.title} – {tracking_codes.display(task.process.code)}", reverse("desk_task", args=[task.pk]))
            for task in first
        ],
        advice=_("Let them be finished, or refer them to another post."),
    )


def _processes(post_ids: Collection[int]) -> Use:
    wanted = set(post_ids)
    named = [version for version in _versions_in_use() if not wanted.isdisjoint(_posts_of(version.spec))]
    return Use(
        kind=_("Processes"),
        count=len(named),
        examples=[
            Example(
                _("%(process)s, version %(number)s")
                % {"process": version.process.title, "number": localise(str(version.number))},
                reverse("wagtailsnippets_workflows_processdefinition:edit", args=[version.process_id]),
            )
            for version in named[:NAMED]
        ],
        advice=_(
            "Publish them with another post; what runs on an older version has to be finished first. "
            "Until then others can be appointed to the post."
        ),
    )


def _versions_in_use() -> QuerySet[ProcessVersion]:
    """The newest version of each process that takes requests, and those on which a case still runs."""
    newest = ProcessVersion.objects.filter(process=OuterRef("process")).order_by("-number").values("pk")[:1]
    running = Case.objects.filter(process_version=OuterRef("pk"), finished__isnull=True)
    in_use = Q(process__live=True, pk=Subquery(newest)) | Exists(running)
    return ProcessVersion.objects.filter(in_use).select_related("process").order_by("title", "number")


def _posts_of(spec: Mapping[str, Any]) -> Iterator[int]:
    """The posts that the steps of a specification name, to work or to be referred to."""
    for node in spec["nodes"]:
        if node.get("post"):
            yield node["post"]
        yield from node.get("referral_posts") or []
