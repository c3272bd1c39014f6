"""Posts above and below others, to any depth, in one query each: a recursive common table expression, which SQLite
and PostgreSQL both run. What is found is a set, so that a circle, should one be in the table, ends the walk.
"""

from __future__ import annotations

from typing import Any, Self

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models.expressions import RawSQL


class PostQuerySet(models.QuerySet[Any]):
    """Posts, narrowed by where they stand in the chart."""

    def below(self, start: models.QuerySet[Any]) -> Self:
        """The posts whose ids `start` gives (a queryset of one column), and every post below them."""
        return self._reached(start, found="id", joined="superior_id")

    def above(self, start: models.QuerySet[Any]) -> Self:
        """The posts whose ids `start` gives (a queryset of one column), and every post above them."""
        return self._reached(start, found="superior_id", joined="id")

    def _reached(self, start: models.QuerySet[Any], *, found: str, joined: str) -> Self:
        try:
            sql, params = start.order_by().query.sql_with_params()
        except EmptyResultSet:  # a start that Django knows to be empty
            return self.none()
        table = connection.ops.quote_name(self.model._meta.db_table)
        # Only names of ours are put together here; values stay parameters.
        walk = (
            f"WITH RECURSIVE reached(id) AS ("  # noqa: S608
            f"SELECT * FROM ({sql}) AS started UNION "
            f"SELECT post.{found} FROM {table} AS post JOIN reached ON post.{joined} = reached.id "
            f"WHERE post.{found} IS NOT NULL) SELECT id FROM reached"
        )
        return self.filter(pk__in=RawSQL(walk, params))  # noqa: S611
