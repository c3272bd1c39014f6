"""No input ends in an error of the server: made-up addresses, queries and forms, as each kind of person.

INPUTS   how many are tried (default 600)
SEED     of what they are made of (default: the same each time)

The addresses come from the URL list itself, so that a new screen is tried without being named here: route after route,
person after person. Every input is rolled back; all failures are told at once.
"""

import os
import random
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver

from accounts import roles
from tests.servicedesk.test_permissions import addresses
from tests.workflows.factories import in_group, person

pytestmark = pytest.mark.django_db

INPUTS = int(os.environ.get("INPUTS", "600"))
SEED = int(os.environ.get("SEED", "1405"))
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


NUMBERS = ["0", "1", "2", "3", "5", "9" * 19, "9" * 30, "9" * 5000]
LETTERS = "abcXYZ ابپ۰۱۲ي‌-_/.%&=?#<>'\"\\\x00\t\n\u202e😀"


class Chance(random.Random):
    """What an input is made of."""

    def text(self) -> str:
        kind = self.randrange(3)
        if kind == 0:
            return self.choice(UNFIT)
        return str(self.randint(-3, 60)) if kind == 1 else "".join(self.choices(LETTERS, k=self.randrange(12)))

    def values(self) -> dict[str, str]:
        return {name: self.text() for name in self.sample(NAMES, self.randrange(5))}

    def filled(self, route: str) -> str:
        """The route with something in place of each `<part>`."""
        parts = []
        for index, piece in enumerate(route.replace(">", "<").split("<")):
            if index % 2 == 0:
                parts.append(piece)
            else:
                parts.append(self.choice(NUMBERS) if piece.startswith("int:") else quote(self.text() or "x", safe=""))
        return "/" + "".join(parts)


@pytest.fixture
def clients(org, sign_in):
    """Everybody, signed in."""
    people = {who: getattr(org, who, None) for who in WHO} | {"editor": in_group(person("crawler"), roles.EDITORS)}
    found = {who: sign_in(people[who]) for who in WHO}
    for who, client in found.items():
        assert ("_auth_user_id" in client.session) == (who != "anonymous"), who
        client.raise_request_exception = False
    return found


def test_no_input_ends_in_an_error_of_the_server(org, clients, settings, tmp_path):
    local = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "private": local}
    settings.MEDIA_ROOT = tmp_path
    chance = Chance(SEED)
    every = sorted({route for route, _ in routes(get_resolver())})
    targets = [*sorted(set(addresses(org).values())), *every]
    chance.shuffle(targets)
    failed = set()
    for number in range(INPUTS):
        target, who = targets[number % len(targets)], WHO[(number + number // len(targets)) % len(WHO)]
        address = target if target.startswith("/") else chance.filled(target)
        query, posted = chance.values(), chance.values()
        client, method = clients[who], chance.choice(["get", "post"])
        kept = client.cookies.copy()
        with transaction.atomic():
            sent = {"data": posted, "query_params": query} if method == "post" else {"data": query}
            answer = getattr(client, method)(address, **sent)
            transaction.set_rollback(True)
        client.cookies = kept
        if answer.status_code >= 500:
            cause = getattr(answer, "exc_info", None)
            failed.add(f"{who} {method} {address[:90]!a} {query!a:.160} {posted!a:.160}: {cause!s:.200}")
    assert not failed, "\n".join(sorted(failed))
