"""The whole suite: on SQLite, then on PostgreSQL, then in Chromium; parts whose server is missing are named at the end.

TEST_DATABASE_URL   PostgreSQL (default: 127.0.0.1:5432, user postgres)
TEST_REDIS_URL      Redis (default: 127.0.0.1:6379)
CI=true             nothing may be left out
TEST_PARTS          a comma-separated choice of sqlite, postgres, browser (default: all)
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
PYTEST = [sys.executable, "-m", "pytest", "-q", "--durations=8"]
POSTGRES = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/miz")
REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/15")


def postgres_answers() -> bool:
    """Whether the server takes our connection; its own database `postgres` always exists."""
    import psycopg

    try:
        psycopg.connect(urlsplit(POSTGRES)._replace(path="/postgres").geturl(), connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


def redis_answers() -> bool:
    """Whether the server answers a ping."""
    import redis

    try:
        return bool(redis.Redis.from_url(REDIS, socket_connect_timeout=3).ping())
    except redis.RedisError:
        return False


def chromium() -> str | None:
    """The browser's path, from `CHROMIUM` or the usual names."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def run(arguments: list[str], **environment: str) -> bool:
    """One pytest process. Exit status 5 (nothing collected) is a failure: a part without tests is a mistake."""
    return (
        subprocess.run([*PYTEST, *arguments], cwd=ROOT, env={**os.environ, **environment}, check=False).returncode == 0
    )


def main() -> int:
    """Run the parts; return the exit status."""
    os.environ["TEST_REDIS_URL"] = REDIS
    # Stealing leaves the tests of a module together, which share the rows that they start from (tests.kept_rows).
    workers = ["-n", str(min(os.cpu_count() or 1, 4)), "--dist", "worksteal"]
    redis_mark = "" if redis_answers() else " and not redis"
    nginx_mark = "" if shutil.which("nginx") and shutil.which("openssl") else " and not nginx"
    parts: dict[str, tuple[bool, Callable[[], bool]]] = {
        "sqlite": (
            True,
            lambda: run(
                [*workers, "-m", f"not postgres and not browser{redis_mark}{nginx_mark}"],
                DATABASE_URL="sqlite://:memory:",
            ),
        ),
        "postgres": (
            postgres_answers(),
            lambda: run(
                [*workers, "--create-db", "-m", f"not browser and not nginx{redis_mark}"], DATABASE_URL=POSTGRES
            ),
        ),
        "browser": (
            chromium() is not None,
            lambda: run(["-m", "browser", "-p", "no:randomly"], CHROMIUM=chromium() or ""),
        ),
    }
    chosen = os.environ.get("TEST_PARTS", ",".join(parts)).split(",")
    left_out = [name for name in chosen if not parts[name][0]] + [
        name for name, mark in (("redis", redis_mark), ("nginx", nginx_mark)) if mark
    ]
    failed = []
    for name in chosen:
        there, part = parts[name]
        if there:
            print(f"\n=== {name} ===", flush=True)
            if not part():
                failed.append(name)
    print()
    for name in left_out:
        print(f"LEFT OUT: {name} (not found on this machine)")
    for name in failed:
        print(f"FAILED: {name}")
    if left_out and os.environ.get("CI") == "true":
        print("With CI=true nothing may be left out.")
        return 1
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
