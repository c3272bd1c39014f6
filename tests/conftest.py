"""What every test may lean on."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _fresh_cache():
    """Rate limits, page caches and calendars of one test never reach the next."""
    cache.clear()
    yield
    cache.clear()
