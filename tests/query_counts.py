"""Query counts as committed data: what each verb and page costs stands in `query_counts.json`.

    with assert_queries("workflows.claim_task"):
        services.claim_task(task=task, user=user)

More queries than committed fail the test and print their SQL; so do fewer, to keep the numbers honest.
`UPDATE_QUERY_COUNTS=1` rewrites the file with what was counted. BEGIN, COMMIT, SAVEPOINT and RELEASE are counted
apart from statements that do work: they are not counted at all, since tests add their own.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

FILE = Path(__file__).parent / "query_counts.json"
UPDATE = bool(os.environ.get("UPDATE_QUERY_COUNTS"))
_TRANSACTIONS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "START TRANSACTION")


@contextmanager
def assert_queries(name: str, *, at_most: int | None = None) -> Iterator[CaptureQueriesContext]:
    """Count the block's queries and compare with the committed number; `at_most` is a goal that no update may pass."""
    with CaptureQueriesContext(connection) as captured:
        yield captured
    statements = [query["sql"] for query in captured if not query["sql"].upper().startswith(_TRANSACTIONS)]
    counted = len(statements)
    listing = "\n".join(f"{number:3}. {sql[:600]}" for number, sql in enumerate(statements, 1))
    if at_most is not None and counted > at_most:
        pytest.fail(f"{name}: {counted} queries, the goal is {at_most}:\n{listing}", pytrace=False)
    if UPDATE:
        _write(name, counted)
        return
    expected = _read().get(name)
    if expected is None:
        pytest.fail(
            f"{name}: {counted} queries, none committed. Run with UPDATE_QUERY_COUNTS=1.\n{listing}", pytrace=False
        )
    if counted != expected:
        pytest.fail(f"{name}: {counted} queries, {expected} committed:\n{listing}", pytrace=False)


def _read() -> dict[str, int]:
    return json.loads(FILE.read_text()) if FILE.exists() else {}


def _write(name: str, counted: int) -> None:
    counts = {**_read(), name: counted}
    FILE.write_text(json.dumps(dict(sorted(counts.items())), indent=2) + "\n")
