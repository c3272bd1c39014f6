"""Rows that every test of a module starts from, made once for the module.

    @pytest.fixture(scope="module")
    def kept_world(django_db_setup, django_db_blocker):
        with kept_rows(django_db_blocker):
            yield world()

    @pytest.fixture
    def org(kept_world, db):
        return copy.deepcopy(kept_world)

Each test runs in a savepoint inside the module's transaction, and works on copies of the objects, so that nothing that
it changes reaches the next. Not for tests that commit (`transaction=True`): these make their own.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from pytest_django import DjangoDbBlocker


@contextmanager
def kept_rows(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database inside a transaction that is rolled back at the module's end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
