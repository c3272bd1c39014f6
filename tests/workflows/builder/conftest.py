"""What the builder's tests start from: English texts, and a post that somebody holds."""

import pytest
from django.utils import translation

from tests.workflows.factories import appoint, person, post


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def clerk():
    clerk = post("Clerk")
    appoint(person(), clerk)
    return clerk
