"""Who enters the desk."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import User
from organisation.models import Post
from organisation.selectors import posts_of

View = Callable[..., HttpResponse]


class StaffRequest(HttpRequest):
    """A request of somebody signed in; `my_posts` where `staff_only` has read them. For annotations only."""

    user: User
    my_posts: list[Post]


def staff_only(view: View) -> View:
    """Read the person's posts once, as `request.my_posts`; who holds none gets a page that says why and whom to ask.

    The anonymous are asked to sign in.
    """

    @wraps(view)
    def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.my_posts = list(posts_of(request.user))
        if not request.my_posts:
            return render(request, "desk/no_post.html", {"my_posts": []}, status=403)
        return view(request, *args, **kwargs)

    return login_required(guarded)
