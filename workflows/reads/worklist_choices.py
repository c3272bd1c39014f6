"""What the worklist's filters offer, read from processes, cached for a minute: never from the task table, which is
large.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db.models import Max

from organisation.models import Post
from organisation.selectors import posts_of
from workflows.engine import specs
from workflows.models import ProcessVersion, ServiceProcess
from workflows.steps.registry import kind_of

if TYPE_CHECKING:
    from accounts.models import User

_KEY, _SECONDS = "workflows.worklist.choices", 60
StepOfPost = tuple[int, str, int, str]


@dataclass(frozen=True, slots=True)
class WorklistChoices:
    """What the filters offer: (value, label) pairs, from the chart and the processes, never from the tasks."""

    services: list[tuple[int, str]]
    steps: list[tuple[str, str]]
    posts: list[tuple[int, str]]


def worklist_choices(user: User, posts: Sequence[Post] | None = None) -> WorklistChoices:
    """Services and steps of the processes in which one of the person's posts has a step, and the posts themselves."""
    posts = posts_of(user) if posts is None else posts
    mine = {post.pk for post in posts}
    found = [(title, service, name) for post, title, service, name in _steps_of_posts() if post in mine]
    services = {service: name for _title, service, name in found}
    steps = sorted({title for title, _service, _name in found})
    return WorklistChoices(
        services=sorted(services.items(), key=lambda pair: pair[1]),
        steps=[(title, title) for title in steps],
        posts=[(post.pk, post.title) for post in posts],
    )


def _steps_of_posts() -> list[StepOfPost]:
    """Each staff step of each service's present process: post, step title, service, service title."""
    found: list[StepOfPost] | None = cache.get(_KEY)
    if found is None:
        found = _read()
        cache.set(_KEY, found, _SECONDS)
    return found


def _read() -> list[StepOfPost]:
    services = ServiceProcess.objects.values_list("process_id", "page_id", "page__title")
    by_process: dict[int, list[tuple[int, str]]] = {}
    for process, page, title in services:
        by_process.setdefault(process, []).append((page, title))
    latest = ProcessVersion.objects.filter(process__in=by_process).values_list("process_id").annotate(Max("pk"))
    return [
        (post, node["title"], page, page_title)
        for process, version in latest
        for node in specs.spec_of(version).nodes
        if (post := kind_of(node).post(node))
        for page, page_title in by_process[process]
    ]
