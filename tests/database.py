"""The migrated test database on SQLite, made once for all processes and runs: kept under `.pytest_cache`.

Two hundred migrations take longer than most folders' tests. One process (`python -m tests.database`) makes the file,
the others wait at its lock and load it before `migrate` runs, which then finds nothing to apply and announces itself
as always. The file is named by a digest of every migration's text: a changed or new migration means a new file.
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


def kept_file() -> Path:
    """Where the migrated database of the migrations as they stand is kept."""
    digest = hashlib.sha256()
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        for migration in sorted(Path(app.path).glob("migrations/*.py")):
            digest.update(f"{app.label}/{migration.name}".encode() + migration.read_bytes())
    return FOLDER / f"{digest.hexdigest()[:16]}.sqlite3"


@contextmanager
def lock() -> Iterator[int]:
    """Held by who makes the file; a child that is given the descriptor holds it until its end."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file.fileno()


def start_making() -> subprocess.Popen[bytes] | None:
    """Begin to make the kept file, if there is none; who needs it waits at the lock."""
    if connection.vendor != "sqlite":
        return None
    with lock() as descriptor:
        if kept_file().exists():
            return None
        return subprocess.Popen(
            [sys.executable, "-m", "tests.database"],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT / "site")},
            pass_fds=[descriptor],
        )


def load_when_created() -> None:
    """Fill the in-memory test database with the kept file, as soon as it is connected to."""
    if connection.vendor != "sqlite":
        return
    if (maker := start_making()) and maker.wait() != 0:
        raise RuntimeError("The test database could not be migrated.")

    def load(connection: Any, **kwargs: Any) -> None:
        if "memorydb" in str(connection.settings_dict["NAME"]):
            connection_created.disconnect(dispatch_uid="kept_database")
            with closing(sqlite3.connect(kept_file())) as kept:
                kept.backup(connection.connection)

    connection_created.connect(load, weak=False, dispatch_uid="kept_database")


def make() -> None:
    """Migrate in memory and keep the outcome in place of older ones. The caller holds the lock."""
    gc.disable()  # what it would find goes with the process
    call_command("migrate", verbosity=0, run_syncdb=True)
    file = kept_file()
    for older in FOLDER.glob("*.sqlite3"):
        older.unlink(missing_ok=True)
    unfinished = file.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    with closing(sqlite3.connect(unfinished)) as copy:
        connection.connection.backup(copy)
    unfinished.replace(file)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicedesk.settings.test")
    os.environ["DATABASE_URL"] = "sqlite://:memory:"
    django.setup()
    make()
