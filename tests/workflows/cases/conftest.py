"""What the tests of cases share."""

import pytest

from tests.workflows.factories import World, world


@pytest.fixture
def permits(db) -> World:
    """The small organisation that gives building permits."""
    return world()
