"""Rows that are written once: in Python with words, in the database for everything else."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from forms_ext import services
from forms_ext.append_only import AppendOnlyModel, guarded_tables, lifted
from forms_ext.models import FormRecord, FormVersion, RecordRevision
from tests.accounts.factories import UserFactory
from tests.forms_ext.factories import published_form
from tests.workflows import factories
from tests.workflows.builder.steps import end

TEXT = {"type": "text", "name": "address", "label": "نشانی"}
APPEND_ONLY = [model for model in apps.get_models() if issubclass(model, AppendOnlyModel)]


def rows():
    """One row of each append-only model."""
    version = published_form("فرم", [TEXT])
    record = services.save_record(version=version, answers={"address": "الف"}, user=None)
    services.save_record(version=version, answers={"address": "ب"}, user=None, record=record)
    return {
        "formversion": version,
        "recordrevision": record.revisions.get(),
        "processversion": factories.process("روند", end())[1],
    }


def test_there_are_three():
    assert {model._meta.model_name for model in APPEND_ONLY} == {"formversion", "recordrevision", "processversion"}


@pytest.mark.django_db
def test_every_such_table_is_guarded_after_all_migrations():
    assert guarded_tables(connection) >= {model._meta.db_table for model in APPEND_ONLY}


@pytest.mark.django_db
@pytest.mark.parametrize("name", [model._meta.model_name for model in APPEND_ONLY])
def test_python_refuses_in_words(name):
    row = rows()[name]
    everything = type(row).objects.all()
    for change in (
        row.save,
        row.delete,
        everything.delete,
        lambda: everything.update(number=7),
        lambda: type(row).objects.bulk_update([row], ["number"]),
        lambda: type(row).objects.bulk_create(
            [row], update_conflicts=True, update_fields=["number"], unique_fields=["id"]
        ),
        lambda: type(row).objects.update_or_create(pk=row.pk, defaults={"number": 7}),
    ):
        with pytest.raises(ValidationError) as refused:
            change()
        assert refused.value.code == "append_only"
    assert everything.get(pk=row.pk).number == row.number


@pytest.mark.django_db
@pytest.mark.parametrize("name", [model._meta.model_name for model in APPEND_ONLY])
@pytest.mark.parametrize("statement", ["UPDATE {table} SET number = 9", "DELETE FROM {table}"])
def test_the_database_refuses(name, statement):
    row = rows()[name]
    with (
        pytest.raises(IntegrityError, match="never changed or deleted"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table=row._meta.db_table))
    assert type(row).objects.get(pk=row.pk).number == row.number


@pytest.mark.django_db
def test_the_collector_of_cascades_is_refused_too():
    """`_raw_delete` and the like go past the query set; the database does not let them through."""
    row = rows()["recordrevision"]
    with pytest.raises(IntegrityError), transaction.atomic():
        RecordRevision.objects.filter(pk=row.pk)._raw_delete("default")


@pytest.mark.django_db(transaction=True)
def test_a_whole_database_can_be_emptied_and_is_guarded_afterwards():
    rows()
    call_command("flush", interactive=False, verbosity=0)
    assert not FormVersion.objects.exists()
    assert guarded_tables(connection) >= {model._meta.db_table for model in APPEND_ONLY}


@pytest.mark.django_db
def test_triggers_come_back_after_a_failure():
    with pytest.raises(RuntimeError), lifted(connection):
        raise RuntimeError
    assert guarded_tables(connection) >= {model._meta.db_table for model in APPEND_ONLY}


# ------------------------------------------------------------------------------------------------ revisions
@pytest.mark.django_db
def test_what_was_answered_before_is_kept():
    ali, sara = UserFactory(), UserFactory()
    first = published_form("فرم", [TEXT])
    record = services.save_record(version=first, answers={"address": "الف"}, user=ali)
    services.save_record(
        version=first, answers={"address": "ب"}, user=sara, record=record, under=services.Context("task", 12)
    )
    services.save_record(version=first, answers={"address": "پ"}, user=ali, record=record)
    kept = list(record.revisions.order_by("number"))
    assert [(one.number, one.answers["address"], one.author) for one in kept] == [(1, "الف", sara), (2, "ب", ali)]
    assert [one.context for one in kept] == [("task", 12), ("", None)]
    assert kept[0].version == first
    stored = FormRecord.objects.get()
    assert (stored.answers["address"], stored.revision) == ("پ", 2)


@pytest.mark.django_db
def test_nothing_is_written_where_nothing_changed(django_assert_num_queries):
    version = published_form("فرم", [TEXT])
    record = services.save_record(version=version, answers={"address": "الف"}, user=None)
    with django_assert_num_queries(2):  # the savepoint and its release
        services.save_record(version=version, answers={"address": "الف"}, user=None, record=record)
    with django_assert_num_queries(4):
        services.save_record(version=version, answers={"address": "ب"}, user=None, record=record)
    assert RecordRevision.objects.count() == 1


@pytest.mark.django_db
def test_a_change_that_did_not_see_the_last_one_is_refused():
    version = published_form("فرم", [TEXT])
    record = services.save_record(version=version, answers={"address": "الف"}, user=None)
    older = FormRecord.objects.get()
    services.save_record(version=version, answers={"address": "ب"}, user=None, record=record)
    with pytest.raises(ValidationError) as refused:
        services.save_record(version=version, answers={"address": "پ"}, user=None, record=older)
    assert refused.value.code == "stale"
    assert FormRecord.objects.get().answers == {"address": "ب"}


@pytest.mark.django_db
def test_a_new_version_of_the_form_is_a_change_too():
    first, second = published_form("فرم", [TEXT]), published_form("فرم", [TEXT])
    record = services.save_record(version=first, answers={"address": "الف"}, user=None)
    services.save_record(version=second, answers={"address": "الف"}, user=None, record=record)
    assert record.revisions.get().version == first
