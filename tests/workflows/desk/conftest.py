"""The organisation of `tests.workflows.factories`, and a browser for each of its people."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from tests.workflows.factories import World, world


@pytest.fixture
def org(db) -> World:
    return world()


@pytest.fixture
def sign_in() -> Callable[[User | None], Client]:
    """`sign_in(user)`: a client signed in as this person; `sign_in(None)` an anonymous one."""

    def make(user: User | None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    return make
