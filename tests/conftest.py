"""What every test may lean on."""

import pytest
from django.core.cache import cache


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
