"""A head start for the test database on SQLite: what the migrations made last time, kept under `.pytest_cache`.

Two hundred migrations take longer than most folders' tests. The kept file is loaded before `migrate` runs, which then
finds nothing to apply and announces itself as always. It is named by a digest of every migration's text: a changed or
new migration means a new file. On PostgreSQL the migrations always run.
"""

import hashlib
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.backends.signals import connection_created

FOLDER = Path(__file__).resolve().parents[1] / ".pytest_cache" / "database"


def kept_file() -> Path:
    """Where the migrated database of the migrations as they stand is kept."""
    digest = hashlib.sha256()
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        for migration in sorted(Path(app.path).glob("migrations/*.py")):
            digest.update(f"{app.label}/{migration.name}".encode() + migration.read_bytes())
    return FOLDER / f"{digest.hexdigest()[:16]}.sqlite3"


def load_when_created() -> None:
    """Fill the in-memory test database with the kept file, as soon as it is connected to."""
    file = kept_file()
    if connection.vendor != "sqlite" or not file.exists():
        return

    def load(connection: Any, **kwargs: Any) -> None:
        if "memorydb" in str(connection.settings_dict["NAME"]):
            connection_created.disconnect(dispatch_uid="kept_database")
            with closing(sqlite3.connect(file)) as kept:
                kept.backup(connection.connection)

    connection_created.connect(load, weak=False, dispatch_uid="kept_database")


def keep() -> None:
    """Keep the migrated database, unless it is kept already. Older ones go."""
    file = kept_file()
    if connection.vendor != "sqlite" or file.exists():
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    for older in file.parent.glob("*.sqlite3"):
        older.unlink(missing_ok=True)
    unfinished = file.with_suffix(f".{os.getpid()}")
    with closing(sqlite3.connect(unfinished)) as copy:
        connection.ensure_connection()
        connection.connection.backup(copy)
    unfinished.replace(file)
