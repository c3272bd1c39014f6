"""Kept statements read what Django's own querysets read, and lean on these parts of Django and on no others."""

import inspect

import pytest
from django.db import connection
from django.db.models import BigIntegerField, Model, TextField
from django.db.models.query import RelatedPopulator, get_related_populators
from django.db.models.sql.compiler import SQLCompiler

from accounts.models import User
from cms.models import CataloguePage, ServicePage
from organisation.models import Post
from outbox.models import Effect
from statements import Slot, compiled, compiled_count, compiled_models
from tests.cms.factories import catalogue, category, service_page
from tests.workflows import factories

pytestmark = pytest.mark.django_db


# ------------------------------------------------------------------------- what an upgrade of Django may take away
@pytest.mark.parametrize(
    ("function", "parameters"),
    [
        (get_related_populators, ["klass_info", "select", "db"]),
        (Model.from_db, ["db", "field_names", "values"]),
        (Model._prepare_related_fields_for_save, ["self", "operation_name", "fields"]),
        (SQLCompiler.as_sql, ["self", "with_limits", "with_col_aliases"]),
        (SQLCompiler.get_converters, ["self", "expressions"]),
    ],
)
def test_the_functions_of_django_take_what_we_give(function, parameters):
    assert list(inspect.signature(function).parameters) == parameters


def test_a_compiler_tells_where_each_column_goes():
    compiler = Post.objects.select_related("field").query.get_compiler(connection=connection)
    compiler.as_sql()
    assert compiler.col_count == len(compiler.select)
    chosen = compiler.klass_info["select_fields"]
    assert list(chosen) == list(range(chosen[0], chosen[-1] + 1)), "the columns of a model stand together"
    assert [selected[0].target for selected in compiler.select[: len(chosen)]] == list(Post._meta.concrete_fields)
    (populator,) = get_related_populators(compiler.klass_info, compiler.select, "default")
    assert isinstance(populator, RelatedPopulator)
    assert (populator.model_cls, populator.db) == (Post._meta.get_field("field").related_model, "default")
    for name in ("reorder_for_init", "init_list", "pk_idx", "cols_start", "cols_end", "related_populators"):
        assert hasattr(populator, name), name
    assert callable(populator.local_setter)
    assert callable(populator.remote_setter)


# ----------------------------------------------------------------------------------- the same rows as Django reads
def values_of(row):
    return {name: value for name, value in vars(row).items() if name != "_state"}


def assert_same(queryset, django_assert_num_queries, related=(), **slots):
    """`queryset` is a function of how a value is written: as a slot, or itself."""
    kept = compiled_models(queryset({name: Slot(name, field) for name, (field, _value) in slots.items()}))
    expected = list(queryset({name: value for name, (_field, value) in slots.items()}))
    assert expected
    with django_assert_num_queries(1):
        found = kept.objects(**{name: value for name, (_field, value) in slots.items()})
        related_found = [[getattr(row, name) for name in related] for row in found]
    assert [type(row) for row in found] == [type(row) for row in expected]
    assert [values_of(row) for row in found] == [values_of(row) for row in expected]
    assert [row.get_deferred_fields() for row in found] == [row.get_deferred_fields() for row in expected]
    assert [(row._state.db, row._state.adding) for row in found] == [("default", False)] * len(found)
    assert related_found == [[getattr(row, name) for name in related] for row in expected]


@pytest.fixture
def services():
    group = category("شهرسازی")
    for n in range(3):
        service_page(title=f"خدمت {n}", slug=f"s{n}", category=group if n else None, faqs="[]")


def test_models_of_several_tables(services, django_assert_num_queries):
    def read(values):
        return ServicePage.objects.filter(path__startswith=catalogue().path, live=True).order_by("title_key")

    assert_same(read, django_assert_num_queries)


def test_related_rows_some_of_which_are_missing(services, django_assert_num_queries):
    def read(values):
        return ServicePage.objects.filter(slug=values["slug"]).select_related("category", "locale")

    for slug in ("s0", "s1"):
        assert_same(read, django_assert_num_queries, ("category", "locale"), slug=(TextField(), slug))


def test_deferred_fields_and_slices(services, django_assert_num_queries):
    assert_same(
        lambda values: ServicePage.objects.defer(*ServicePage.PROFILE_TEXTS).order_by("-title_key")[1:3],
        django_assert_num_queries,
    )
    assert_same(lambda values: CataloguePage.objects.only("title", "slug"), django_assert_num_queries)


def test_related_rows_of_related_rows(django_assert_num_queries):
    top = factories.post("رئیس")
    factories.post("کارشناس", superior=top)

    def read(values):
        return Post.objects.filter(title=values["title"]).select_related("superior__field", "field")

    for title in ("رئیس", "کارشناس"):
        assert_same(read, django_assert_num_queries, ("superior", "field"), title=(TextField(), title))


def test_values_come_as_python_has_them():
    effect = Effect.objects.create(kind="sms", idempotency_key="k", payload={"body": "متن", "n": [1, None]})
    columns = ("pk", "payload", "created_at", "kind")
    kept = compiled(Effect.objects.filter(pk=Slot("pk", BigIntegerField())).values_list(*columns))
    assert kept.rows(pk=effect.pk) == list(Effect.objects.filter(pk=effect.pk).values_list(*columns))
    with pytest.raises(KeyError, match="pk"):
        kept.rows()


def test_a_value_never_becomes_part_of_the_text():
    word = "'; DROP TABLE accounts_user; -- %s"
    kept = compiled(User.objects.filter(first_name=Slot("name", TextField())).values_list("pk"))
    assert kept.rows(name=word) == []
    person = User.objects.create_user("hostile", first_name=word)
    assert kept.rows(name=word) == [(person.pk,)]
    assert word not in kept.sql


@pytest.mark.parametrize("number", [0, 1, 3])
def test_a_count_is_that_of_the_queryset(number):
    for n in range(number):
        service_page(title=f"خدمت {n}", slug=f"s{n}")
    services = ServicePage.objects.filter(live=True, slug__startswith="s").order_by("title_key")
    assert compiled_count(services).rows() == [(services.count(),)] == [(number,)]
