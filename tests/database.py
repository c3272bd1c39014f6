"""The migrated test database, made once for all processes and runs.

Two hundred migrations take longer than most folders' tests. One process (`python -m tests.database`) makes the
database, the others wait at its lock: on SQLite they load the file kept under `.pytest_cache`, on PostgreSQL theirs are
created from a template database. Then `migrate` runs, finds nothing to apply, and announces itself as always. File and
template are named by a digest of every migration's text: a changed or new migration means a new one, the older go.
"""

import fcntl
import gc
import hashlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.backends.signals import connection_created

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".pytest_cache" / "database"


def digest() -> str:
    """The migrations as they stand."""
    texts = hashlib.sha256()
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        for migration in sorted(Path(app.path).glob("migrations/*.py")):
            texts.update(f"{app.label}/{migration.name}".encode() + migration.read_bytes())
    return texts.hexdigest()[:16]


def kept_file() -> Path:
    """Where the migrated SQLite database is kept."""
    return FOLDER / f"{digest()}.sqlite3"


def template_prefix() -> str:
    """How the template databases of this installation's tests begin."""
    return f"test_{connection.settings_dict['NAME']}_template_"


def template() -> str:
    """The migrated PostgreSQL database that those of the tests are created from."""
    return template_prefix() + digest()


def templates() -> list[str]:
    """The template databases that are there, of any migrations."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [template_prefix()])
        return [name for (name,) in cursor.fetchall()]


def is_made() -> bool:
    """Whether the database of these migrations is there."""
    return kept_file().exists() if connection.vendor == "sqlite" else template() in templates()


@contextmanager
def lock() -> Iterator[int]:
    """Held by who makes the file; a child that is given the descriptor holds it until its end."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file.fileno()


def start_making() -> subprocess.Popen[bytes] | None:
    """Begin to make the migrated database, if there is none; who needs it waits at the lock."""
    with lock() as descriptor:
        if is_made():
            return None
        return subprocess.Popen(
            [sys.executable, "-m", "tests.database"],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT / "site")},
            pass_fds=[descriptor],
        )


def use_when_created() -> None:
    """Let the test database begin as the migrated one: a copy in memory, or created from the template."""
    if (maker := start_making()) and maker.wait() != 0:
        raise RuntimeError("The test database could not be migrated.")
    if connection.vendor == "sqlite":
        load_when_created()
    else:
        connection.settings_dict["TEST"]["TEMPLATE"] = template()


def load_when_created() -> None:
    """Fill the in-memory test database with the kept file, as soon as it is connected to."""

    def load(connection: Any, **kwargs: Any) -> None:
        if "memorydb" in str(connection.settings_dict["NAME"]):
            connection_created.disconnect(dispatch_uid="kept_database")
            with closing(sqlite3.connect(kept_file())) as kept:
                kept.backup(connection.connection)

    connection_created.connect(load, weak=False, dispatch_uid="kept_database")


def migrate() -> None:
    """As the test runner does it."""
    gc.disable()  # what it would find goes with the process
    call_command("migrate", verbosity=0, run_syncdb=True)


def make_file() -> None:
    """Migrate in memory and keep the outcome in place of older ones."""
    migrate()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for older in FOLDER.glob("*.sqlite3"):
        older.unlink(missing_ok=True)
    unfinished = kept_file().with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    with closing(sqlite3.connect(unfinished)) as copy:
        connection.connection.backup(copy)
    unfinished.replace(kept_file())


def make_template() -> None:
    """Migrate an empty database, which gets the template's name when it is finished. Older ones go."""
    quote, finished = connection.ops.quote_name, template()
    unfinished = f"{template_prefix()}unfinished"
    with connection._nodb_cursor() as cursor:
        for older in templates():
            cursor.execute(f"DROP DATABASE IF EXISTS {quote(older)}")
        cursor.execute(f"CREATE DATABASE {quote(unfinished)}")
    connection.settings_dict["NAME"] = unfinished
    migrate()
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"ALTER DATABASE {quote(unfinished)} RENAME TO {quote(finished)}")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicedesk.settings.test")
    django.setup()
    if connection.vendor == "sqlite":
        make_file()
    else:
        make_template()
