"""What every test may lean on.

HYPOTHESIS_PROFILE   quick (default), ci (default where CI is set: the same examples in each run), thorough
"""

import os
from pathlib import Path

import pytest
from django.core.cache import cache
from hypothesis import HealthCheck, settings

from tests import database

# No deadlines: a busy machine is no failure. Fixtures are shared by a property's examples, so that an example must
# leave nothing behind; that an example is slow or large is a matter of its strategy, not of luck.
settings.register_profile("quick", deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
settings.register_profile("ci", settings.get_profile("quick"), derandomize=True)
settings.register_profile("thorough", settings.get_profile("quick"), max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "quick"))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, pytestconfig):
    """The database of the last run, where the migrations are still those (`tests.database`)."""
    database.load_when_created(kept_database(pytestconfig))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, pytestconfig):
    """The test database; on SQLite it is kept for the next run."""
    with django_db_blocker.unblock():
        database.keep(kept_database(pytestconfig))


def kept_database(config: pytest.Config) -> Path:
    """The file of `tests.database` in this checkout's cache."""
    return database.kept_file(config.cache.mkdir("database"))


@pytest.fixture(autouse=True)
def _fresh_cache():
    """Rate limits, page caches and calendars of one test never reach the next."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _fresh_versions():
    """Published versions never change, so workers keep them; the next test has other ones of the same number."""
    from tests.workflows.factories import forget_versions

    forget_versions()
