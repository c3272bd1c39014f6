"""What every test may lean on.

HYPOTHESIS_PROFILE   quick (default), ci (default where CI is set: the same examples in each run), thorough
"""

import copy
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck, settings
from pytest_django.plugin import blocking_manager_key

from accounts.models import User
from tests import database
from tests.kept_rows import kept_rows
from tests.workflows.factories import World, forget_versions, world

# No deadlines: a busy machine is no failure. Fixtures are shared by a property's examples, so that an example must
# leave nothing behind; that an example is slow or large is a matter of its strategy, not of luck.
settings.register_profile("quick", deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
settings.register_profile("ci", settings.get_profile("quick"), derandomize=True)
settings.register_profile("thorough", settings.get_profile("quick"), max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "quick"))


def pytest_configure(config: pytest.Config) -> None:
    """While the workers of a parallel run collect, their database is migrated (`tests.database`)."""
    if not config.getoption("numprocesses", None) or config.option.collectonly:
        return
    with config.stash[blocking_manager_key].unblock():
        maker = database.start_making()
    if maker:

        def wait_for_it() -> None:
            maker.wait()

        config.add_cleanup(wait_for_it)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, django_db_blocker):
    """The test database begins as a copy of the migrated one (`tests.database`)."""
    with django_db_blocker.unblock():
        database.use_when_created()


@pytest.fixture(autouse=True)
def _fresh_cache():
    """Rate limits, page caches and calendars of one test never reach the next."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _fresh_versions():
    """Published versions never change, so workers keep them; the next test has other ones of the same number."""
    forget_versions()


@pytest.fixture(scope="module")
def request_fields() -> list[dict[str, Any]] | None:
    """What the request form of this folder's or module's organisation asks; the factory's own where not overridden."""
    return None


@pytest.fixture(scope="module")
def kept_world(django_db_setup, django_db_blocker, request_fields) -> Iterator[World]:
    """The organisation of `tests.workflows.factories`, made once a module."""
    forget_versions()
    with kept_rows(django_db_blocker):
        yield world(request_fields=request_fields)


@pytest.fixture
def org(kept_world: World, db: None) -> World:
    """The small organisation that gives building permits, as it was founded."""
    return copy.deepcopy(kept_world)


@pytest.fixture
def sign_in() -> Callable[[User | None], Client]:
    """`sign_in(user)`: a client signed in as this person; `sign_in(None)` an anonymous one."""

    def make(user: User | None) -> Client:
        client = Client(headers={"accept-language": "fa"})
        if user is not None:
            client.force_login(user)
        return client

    return make
