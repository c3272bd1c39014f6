"""A real worker, killed with SIGKILL between commit and send: after a restart the message is there once.

The worker is stopped at the very point by the file that it is to write: the test holds that file's lock. All processes
are forks of one that has imported everything, so that a restart costs a fork and not half a minute of imports on a
busy machine. The dead worker's lease is not waited for: the test moves the row's own clock.
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

# Forks a child for each line that it reads, and answers with the child's process id.
PARENT = f"""
import os, signal, sys
import django
django.setup()
import celery.apps.worker, celery.worker.consumer
from django.db import transaction
from messaging.services import new_message
from outbox.services import queue_effects
from servicedesk.celery import app

def step():
    message = new_message(channel="sms", recipient="09121234567", body="رسید", idempotency_key="{KEY}")
    with transaction.atomic():
        queue_effects([message])

def worker():
    app.worker_main(["worker", "--pool", "solo", "-l", "warning"])

signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries the dead
for line in iter(sys.stdin.readline, ""):
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.dup2(2, 1)
        try:
            {{"step": step, "worker": worker}}[line.strip()]()
        finally:
            os._exit(0)
    print(child, flush=True)
"""


class Installation:
    """One folder with everything: database, queue, sent messages; and the processes that use it."""

    def __init__(self, folder: Path, database: str, broker: str) -> None:
        self.folder, self.sms, self.database, self.broker = folder, folder / "sms.jsonl", database, broker
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "servicedesk.settings.dev",
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}",
            "VAR_DIR": str(folder),
            "DATABASE_URL": database,
            "CELERY_BROKER_URL": broker,
            "SMS_GATEWAY": "file",
            "SMS_GATEWAY_OPTIONS": json.dumps({"path": str(self.sms)}),
            "SECRET_KEY": "test",
            "CELERY_SKIP_CHECKS": "1",  # a second a start
        }
        for name in ("queue", "queue-control"):
            (folder / name).mkdir(exist_ok=True)
        folders = {"data_folder_in": str(folder / "queue"), "data_folder_out": str(folder / "queue")}
        options = folders | {"control_folder": str(folder / "queue-control")} if broker.startswith("filesystem") else {}
        self.client = Celery(broker=broker, set_as_current=False, broker_transport_options=options)
        self.parent = subprocess.Popen(
            [sys.executable, "-c", PARENT],
            env=environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )

    def start(self, what: str) -> int:
        """Fork a `step` (what a request does: write the message and commit) or a `worker`; its process id."""
        self.parent.stdin.write(f"{what}\n")
        self.parent.stdin.flush()
        return int(self.parent.stdout.readline())

    def close(self) -> None:
        """End the process that all others came from, and what it may have left: they are one process group."""
        os.killpg(self.parent.pid, signal.SIGKILL)
        self.parent.communicate(timeout=PATIENCE)

    @contextmanager
    def worker(self):
        """A worker's process id. Whatever happens, it does not outlive the test."""
        pid = self.start("worker")
        try:
            yield pid
        finally:
            end(pid, signal.SIGKILL)

    def ask(self, task: str, *args: object) -> None:
        """Enqueue a task by its name, as the beat does."""
        self.client.send_task(f"outbox.tasks.{task}", args=args, ignore_result=True)

    def query(self, sql: str) -> list[tuple]:
        """Rows as any process sees them."""
        if self.database.startswith("sqlite"):
            with sqlite3.connect(self.database.removeprefix("sqlite:///"), timeout=20) as database:
                return database.execute(sql).fetchall()
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []

    def row(self) -> tuple[str, int]:
        """Status and attempts of the message."""
        return (self.query("SELECT status, attempts FROM outbox_effect") or [("", 0)])[0]

    def end_lease(self) -> None:
        """Time passes: the lease of whoever has the message is over."""
        self.query("UPDATE outbox_effect SET next_attempt_at = '2020-01-01 00:00:00+00:00'")

    def lines(self) -> list[dict]:
        """What was sent."""
        return [json.loads(line) for line in self.sms.read_text().splitlines()]

    def queue_is_empty(self) -> bool:
        """No task waits in the broker."""
        if self.broker.startswith("filesystem"):
            return not list((self.folder / "queue").glob("*.celery.msg"))
        import redis

        return redis.Redis.from_url(self.broker).llen("celery") == 0


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def end(pid: int, how: signal.Signals) -> None:
    """Signal the process, if it is still there, and wait for its end."""
    if is_alive(pid):
        os.kill(pid, how)
        wait_until(lambda: not is_alive(pid), f"process {pid} to end")


def wait_until(condition, what: str, *, unless_ended: int | None = None) -> None:
    """Poll, with a deadline."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"waited {PATIENCE:.0f} seconds for: {what}")
        if unless_ended is not None and not is_alive(unless_ended):
            pytest.fail(f"the worker ended by itself, waited for: {what}")
        time.sleep(0.05)


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


@pytest.fixture(params=["folder_queue", pytest.param("redis_queue", marks=pytest.mark.redis)], ids=["folder", "redis"])
def desk(request, tmp_path):
    installation = Installation(tmp_path, _database(tmp_path), request.getfixturevalue(request.param))
    yield installation
    installation.close()


@pytest.mark.django_db(transaction=True)
def test_a_message_whose_worker_is_killed_is_sent_once_after_restart(desk):
    with desk.sms.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        desk.start("step")
        wait_until(lambda: desk.row() == ("pending", 0), "the step to commit")
        with desk.worker() as worker:
            wait_until(lambda: desk.row() == ("running", 1), "the worker to be at the message", unless_ended=worker)
            end(worker, signal.SIGKILL)
    assert desk.lines() == []
    assert desk.row() == ("running", 1)

    desk.end_lease()
    desk.ask("sweep")
    with desk.worker() as worker:
        wait_until(lambda: desk.row() == ("done", 2), "the sweep to send it", unless_ended=worker)
        # A task that arrives twice, as a restored queue may deliver it, sends nothing more.
        desk.ask("perform_effects", [KEY])
        desk.ask("sweep")
        wait_until(desk.queue_is_empty, "the worker to take both", unless_ended=worker)
        end(worker, signal.SIGTERM)  # it finishes what it has begun, and puts back what it has not
    assert desk.queue_is_empty()
    assert [line["key"] for line in desk.lines()] == [KEY]
    assert desk.row() == ("done", 2)
    assert desk.query("SELECT number, outcome FROM outbox_attempt ORDER BY id") == [(1, "lost"), (2, "done")]
