"""A real worker, killed with SIGKILL between commit and send: after a restart the message is there once.

The worker is stopped at the very point by the file that it is to write: the test holds that file's lock.
"""

import fcntl
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
from celery import Celery
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
KEY = "case:7K3M9QZ2W4T:receipt:sms"
PATIENCE = 60.0  # seconds for each thing that is waited for; a step takes one or two

STEP = f"""
import django
django.setup()
from django.db import transaction
from messaging.services import queue_message
with transaction.atomic():
    queue_message(channel="sms", recipient="09121234567", body="رسید", idempotency_key="{KEY}")
"""


class Installation:
    """One folder with everything: database, queue, sent messages; and the processes that use it."""

    def __init__(self, folder: Path, database: str, broker: str) -> None:
        self.sms = folder / "sms.jsonl"
        self.database = database
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "servicedesk.settings.dev",
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}",
            "VAR_DIR": str(folder),
            "DATABASE_URL": database,
            "CELERY_BROKER_URL": broker,
            "SMS_GATEWAY": "file",
            "SMS_GATEWAY_OPTIONS": json.dumps({"path": str(self.sms)}),
            "OUTBOX_LEASE_SECONDS": "2",
            "SECRET_KEY": "test",
            "CELERY_SKIP_CHECKS": "1",  # a second a start
        }
        for name in ("queue", "queue-control"):
            (folder / name).mkdir(exist_ok=True)
        folders = {"data_folder_in": str(folder / "queue"), "data_folder_out": str(folder / "queue")}
        options = folders | {"control_folder": str(folder / "queue-control")} if broker.startswith("filesystem") else {}
        self.client = Celery(broker=broker, set_as_current=False, broker_transport_options=options)

    def step(self) -> None:
        """What a request does: write the message and commit."""
        subprocess.run([sys.executable, "-c", STEP], env=self.environment, cwd=ROOT, timeout=PATIENCE, check=True)

    @contextmanager
    def worker(self):
        """A worker process. Whatever happens, it does not outlive the test."""
        command = [sys.executable, "-m", "celery", "-A", "servicedesk", "worker", "--pool", "solo", "-l", "warning"]
        process = subprocess.Popen(
            command, env=self.environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.wait(PATIENCE)

    def ask(self, task: str, *args: object) -> None:
        """Enqueue a task by its name, as the beat does."""
        self.client.send_task(f"messaging.tasks.{task}", args=args, ignore_result=True)

    def row(self) -> tuple[str, int]:
        """Status and attempts of the message, as any process sees them."""
        query = "SELECT status, attempts FROM messaging_outboxmessage"
        if self.database.startswith("sqlite"):
            with sqlite3.connect(self.database.removeprefix("sqlite:///"), timeout=20) as database:
                return database.execute(query).fetchone()
        with connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchone()

    def lines(self) -> list[dict]:
        """What was sent."""
        return [json.loads(line) for line in self.sms.read_text().splitlines()]


def wait_until(condition, what: str, *, meanwhile=lambda: None, unless_ended=None) -> None:
    """Poll, with a deadline."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"waited {PATIENCE:.0f} seconds for: {what}")
        if unless_ended is not None and unless_ended.poll() is not None:
            pytest.fail(f"the worker ended by itself, waited for: {what}")
        meanwhile()
        time.sleep(0.2)


def _database(folder: Path) -> str:
    """The test's own database where other processes can reach it, else a copy of it in a file."""
    if connection.vendor == "sqlite":
        path = folder / "db.sqlite3"
        with sqlite3.connect(path) as copy:
            connection.ensure_connection()
            connection.connection.backup(copy)
        return f"sqlite:///{path}"
    at = connection.settings_dict
    password = f":{quote(at['PASSWORD'], safe='')}" if at["PASSWORD"] else ""
    return f"postgres://{at['USER']}{password}@{quote(at['HOST'], safe='')}:{at['PORT'] or 5432}/{at['NAME']}"


@pytest.fixture
def folder_queue():
    return "filesystem://"


@pytest.fixture
def redis_queue():
    import redis

    url = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/15")
    server = redis.Redis.from_url(url)
    own = ("celery", "unacked", "unacked_index", "unacked_mutex")
    server.delete(*own)
    yield url
    server.delete(*own)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "broker", ["folder_queue", pytest.param("redis_queue", marks=pytest.mark.redis)], ids=["folder", "redis"]
)
def test_a_message_whose_worker_is_killed_is_sent_once_after_restart(broker, tmp_path, request):
    desk = Installation(tmp_path, _database(tmp_path), request.getfixturevalue(broker))
    with desk.sms.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        desk.step()
        assert desk.row() == ("pending", 0)
        with desk.worker() as worker:
            wait_until(lambda: desk.row() == ("sending", 1), "the worker to be at the message", unless_ended=worker)
            os.kill(worker.pid, signal.SIGKILL)
            worker.wait(PATIENCE)
    assert desk.lines() == []
    assert desk.row() == ("sending", 1)

    with desk.worker():
        wait_until(lambda: desk.row()[0] == "sent", "the sweep to send it", meanwhile=lambda: desk.ask("sweep_outbox"))
        attempts = desk.row()[1]
        assert attempts == 2
        # A task that arrives twice, as a restored queue may deliver it, sends nothing more.
        desk.ask("deliver_messages", [KEY])
        desk.ask("sweep_outbox")
        wait_until(lambda: _is_idle(desk, tmp_path), "the queue to be empty")
    assert [line["key"] for line in desk.lines()] == [KEY]
    assert desk.row() == ("sent", attempts)


def _is_idle(desk: Installation, folder: Path) -> bool:
    """Nothing waits in the queue and no task is at work."""
    if desk.environment["CELERY_BROKER_URL"].startswith("filesystem"):
        return not list((folder / "queue").glob("*.celery.msg"))
    import redis

    server = redis.Redis.from_url(desk.environment["CELERY_BROKER_URL"])
    return server.llen("celery") == 0 and server.hlen("unacked") <= 1  # the killed worker's own
