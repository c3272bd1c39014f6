"""No input ends in an error of the server: generated addresses, queries and forms, as each kind of person.

INPUTS   how many are tried (default 600)

The addresses come from the URL list itself, so that a new screen is tried without being named here. Every input is
rolled back; all failures are told at once.
"""

import os
from collections.abc import Iterator
from http.cookies import SimpleCookie
from urllib.parse import quote

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from accounts import roles
from tests.servicedesk.test_permissions import addresses
from tests.workflows.factories import in_group, person

pytestmark = pytest.mark.django_db

INPUTS = int(os.environ.get("INPUTS", "600"))
WHO = ["anonymous", "citizen", "other_citizen", "clerk", "manager", "editor", "administrator", "staff_without_post"]
UNFIT = ["", "0", "-1", "۱۲", "9" * 19, "9" * 30, "9" * 5000, "a\x00b", "\u200c", "😀", "foo", "//foo", "/x", "[", "{}"]
NAMES = [
    *("next", "q", "p", "page", "task", "ordering", "sort", "after", "before", "from", "to", "status", "action", "id"),
    *(
        "search",
        "offset",
        "limit",
        "parent",
        "locale",
        "type",
        "fields",
        "child_of",
        "form",
        "service",
        "title",
        "slug",
    ),
    *("steps-count", "fields-count", "fields-0-type", "fields-0-order", "comments-TOTAL_FORMS", "note", "decision"),
    *("login", "mobile", "code", "password", "post", "revision", "index", "step", "url", "result_page", "year"),
]


def routes(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every route as text, with its pattern. Those of regular expressions are Wagtail's, and few: left out."""
    for pattern in resolver.url_patterns:
        route = getattr(pattern.pattern, "_route", None)
        if isinstance(pattern, URLResolver):
            if route is not None:
                yield from routes(pattern, before + str(route))
        elif route is not None:
            yield before + str(route), pattern


def text() -> st.SearchStrategy[str]:
    return st.sampled_from(UNFIT) | st.text(max_size=12) | st.integers(-3, 60).map(str)


def filled(route: str, draw: st.DrawFn) -> str:
    """The route with something in place of each `<part>`."""
    parts = []
    for index, piece in enumerate(route.replace(">", "<").split("<")):
        if index % 2 == 0:
            parts.append(piece)
        elif piece.startswith("int:"):
            parts.append(draw(st.sampled_from(["0", "1", "2", "3", "5", "9" * 19, "9" * 30, "9" * 5000])))
        else:
            parts.append(quote(draw(text()) or "x", safe=""))
    return "/" + "".join(parts)


def test_no_input_ends_in_an_error_of_the_server(org, sign_in, settings, tmp_path):
    local = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "private": local}
    settings.MEDIA_ROOT = tmp_path
    known = sorted(set(addresses(org).values()))
    every = sorted({route for route, _ in routes(get_resolver())})
    people = {who: getattr(org, who, None) for who in WHO} | {"editor": in_group(person("crawler"), roles.EDITORS)}
    cookies = {who: sign_in(people[who]).cookies.output(header="", sep=";") for who in WHO}
    failed: set[str] = set()
    tried = _try_inputs(known, every, cookies, failed)
    assert tried >= INPUTS
    assert not failed, "\n".join(sorted(failed))


def _try_inputs(known: list[str], every: list[str], cookies: dict[str, str], failed: set[str]) -> int:
    tried = 0

    @st.composite
    def inputs(draw: st.DrawFn) -> tuple[str, str, str, dict[str, str], dict[str, str]]:
        address = draw(st.sampled_from(known)) if draw(st.booleans()) else filled(draw(st.sampled_from(every)), draw)
        values = st.dictionaries(st.sampled_from(NAMES), text(), max_size=4)
        return draw(st.sampled_from(WHO)), draw(st.sampled_from(["get", "post"])), address, draw(values), draw(values)

    @settings(max_examples=INPUTS, phases=[Phase.generate])
    @given(inputs())
    def each(sent: tuple[str, str, str, dict[str, str], dict[str, str]]) -> None:
        nonlocal tried
        tried += 1
        who, method, address, query, posted = sent
        client = Client(headers={"accept-language": "fa"}, raise_request_exception=False)
        client.cookies = SimpleCookie(cookies[who])
        with transaction.atomic():
            if method == "post":
                answer = client.post(address, posted, query_params=query)
            else:
                answer = client.get(address, query)
            transaction.set_rollback(True)
        if answer.status_code >= 500:
            cause = getattr(answer, "exc_info", None)
            failed.add(
                f"{who} {method} {address[:90]!a} {str(query)[:160]!a} {str(posted)[:160]!a}: {str(cause)[:200]}"
            )

    each()
    return tried
