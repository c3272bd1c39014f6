"""`make bench`: everything in one run on a PostgreSQL database that is made and dropped here.

    BENCH_DATABASE_URL   default postgres://postgres@127.0.0.1:5432/miz_bench
    BENCH_REDIS_URL      default redis://127.0.0.1:6379/13; without Redis: files

`--quick` leaves the million cases out; `--rounds N` measures each thing N times.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[0:1] = [str(ROOT), str(ROOT / "site")]
DATABASE = os.environ.get("BENCH_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/miz_bench")
REDIS = os.environ.get("BENCH_REDIS_URL", "redis://127.0.0.1:6379/13")


def redis_client() -> Any:
    import redis

    client = redis.Redis.from_url(REDIS, socket_connect_timeout=1)
    try:
        client.ping()
    except redis.RedisError:
        return None
    return client


def administer(statement: str) -> None:
    """On the server's own database, outside a transaction."""
    import psycopg

    with psycopg.connect(DATABASE.rsplit("/", 1)[0] + "/postgres", autocommit=True) as connection:
        connection.execute(statement)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--rounds", type=int, default=40)
    options = parser.parse_args()
    name = DATABASE.rsplit("/", 1)[1]
    if not name.replace("_", "").isalnum() or not name.endswith("bench"):
        parser.error("the database is dropped at the end: its name must end in 'bench'")
    client = redis_client()
    began = time.monotonic()
    administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    administer(f'CREATE DATABASE "{name}"')
    try:
        with tempfile.TemporaryDirectory() as folder:
            os.environ |= {
                "DJANGO_SETTINGS_MODULE": "bench.settings",
                "DATABASE_URL": DATABASE,
                "VAR_DIR": folder,
                "CELERY_BROKER_URL": REDIS if client else "filesystem://",
                "CACHE_URL": REDIS.replace("redis://", "rediscache://") if client else f"filecache://{folder}/cache",
                "LOG_LEVEL": "ERROR",
                "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}",
            }
            missed = measure(options, with_redis=client is not None)
    finally:
        administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        if client:
            for key in [*client.scan_iter("miz_bench*"), *client.scan_iter("_kombu.binding.miz_bench*")]:
                client.delete(key)
    print(f"\n{time.monotonic() - began:.0f} s in all. " + (f"Missed: {len(missed)}" if missed else "Every goal met."))
    for line in missed:
        print(f"  {line}")
    return 0


def measure(options: argparse.Namespace, *, with_redis: bool) -> list[str]:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        server = cursor.fetchone()[0]
    import wagtail
    from django.utils import translation

    from bench import applying, data, deciding, forms, pages, task, worklist
    from bench.measure import Report

    print(
        f"Python {platform.python_version()}, Django {django.__version__}, Wagtail {wagtail.__version__}, "
        f"PostgreSQL {server}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; "
        f"cache and broker: {'Redis' if with_redis else 'files'}; medians of {options.rounds}"
    )
    translation.activate("fa")
    report, world, rounds = Report(), data.World(), options.rounds
    applying.path(report, world, rounds)
    applying.throughput(report, world)
    deciding.run(report, world, rounds)
    pages.blank_form(report, world, rounds)
    pages.published(report, world, rounds)
    forms.run(report, world, rounds)
    task.run(report, world, rounds)
    worklist.run(report, world, quick=options.quick, rounds=rounds)
    return report.missed


if __name__ == "__main__":
    sys.exit(main())
