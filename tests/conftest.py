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
    """Versions never change, so workers keep them for good; a test's database gives their ids out again."""
    from tests.workflows.factories import forget_versions

    forget_versions()


@pytest.fixture(autouse=True)
def _fresh_versions():
    """Published versions never change, so workers keep them; the next test has other ones of the same number."""
    from forms_ext import form_building
    from forms_ext import selectors as form_selectors
    from workflows.cases import specs
    from workflows.compiler import forget_classes

    forget_classes()
    for kept in (form_selectors.version, form_selectors._fields, form_building._cached_class, specs.spec_of):
        kept.cache_clear()
