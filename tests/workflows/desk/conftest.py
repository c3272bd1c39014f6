"""The organisation of `tests.workflows.factories`, and a browser for each of its people."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from accounts.models import User
from django.test import Client

from tests.workflows.factories import World, world


@pytest.fixture
def org(db) -> World:
    return world()


@pytest.fixture
def browser() -> Callable[[User | None], Client]:
    """`browser(user)`: a client signed in as this person; `browser(None)` an anonymous one."""

    def make(user: User | None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    return make
