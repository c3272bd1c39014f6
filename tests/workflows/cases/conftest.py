"""What the tests of cases share."""

import pytest

from tests.workflows.factories import World


@pytest.fixture
def permits(org) -> World:
    """The small organisation that gives building permits."""
    return org
