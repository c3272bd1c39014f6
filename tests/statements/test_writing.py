"""Kept statements write and read what Django's own do."""

import pytest
from django.db import DatabaseError, transaction
from django.db.models import BigIntegerField
from django.forms.models import model_to_dict

from outbox.models import Effect
from statements import Slot, compiled_models, insert, update
from statements.writing import MOST_ROWS
from tests.workflows import factories
from workflows.access.authority import lock_rows
from workflows.models import Task

pytestmark = pytest.mark.django_db


def effect(number: int) -> Effect:
    return Effect(kind="sms", idempotency_key=f"key-{number}", payload={"subject": "", "body": "متن ۱"})


def test_inserted_rows_are_those_of_bulk_create():
    ours, stock = [effect(n) for n in range(MOST_ROWS + 2)], [effect(n) for n in range(100, 102 + MOST_ROWS)]
    insert(ours)
    Effect.objects.bulk_create(stock)
    for one, other in zip(ours, stock, strict=True):
        read, expected = Effect.objects.get(pk=one.pk), Effect.objects.get(pk=other.pk)
        left_out = {"id", "idempotency_key", "next_attempt_at", "created_at"}
        assert read.idempotency_key == one.idempotency_key
        assert {k: v for k, v in model_to_dict(read).items() if k not in left_out} == {
            k: v for k, v in model_to_dict(expected).items() if k not in left_out
        }


def test_conflicting_rows_are_passed_over():
    insert([effect(1)])
    insert([effect(1), effect(2)], ignore_conflicts=True)
    assert Effect.objects.count() == 2


def test_a_row_of_an_unsaved_object_is_refused():
    one = effect(1)
    one.person = factories.User()
    with pytest.raises(ValueError, match="unsaved"):
        insert([one])


def test_an_update_writes_the_named_fields_and_no_others():
    one, other = effect(1), effect(2)
    insert([one, other])
    one.payload, one.attempts, one.reference = {"body": "دیگر"}, 3, "unwritten"
    update(one, "payload", "attempts")
    one.refresh_from_db()
    assert (one.payload, one.attempts, one.reference) == ({"body": "دیگر"}, 3, "")
    other.refresh_from_db()
    assert other.attempts == 0


def test_an_update_of_a_row_that_is_gone_is_refused():
    one = effect(1)
    insert([one])
    Effect.objects.filter(pk=one.pk).delete()
    with pytest.raises(DatabaseError):
        update(one, "attempts")


def test_objects_come_with_what_they_are_related_to(django_assert_num_queries):
    posts = [factories.post("یک"), factories.post("دو")]
    kept = compiled_models(
        type(posts[0]).objects.filter(pk=Slot("post", BigIntegerField())).select_related("field", "superior")
    )
    for post in posts:
        with django_assert_num_queries(1):
            found = kept.first(post=post.pk)
            assert (found, found.title, found.field.name, found.superior) == (post, post.title, "شهرسازی", None)
    assert kept.first(post=0) is None


@pytest.mark.django_db(transaction=True)
def test_a_task_is_not_locked_outside_a_transaction():
    with pytest.raises(transaction.TransactionManagementError):
        lock_rows(Task(pk=1))
