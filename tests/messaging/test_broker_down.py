"""A broker that is down neither fails nor holds up a request; the sweep sends what it did not take."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from messaging import queue, services, tasks
from messaging.models import OutboxMessage
from tests.messaging.factories import queued

ROOT = Path(__file__).resolve().parents[2]

# Runs in a process of its own: the broker's address is read once a process.
SCRIPT = """
import json
from unittest.mock import patch
import django
django.setup()
from messaging import queue, tasks
with patch.object(tasks.deliver_messages, "apply_async", wraps=tasks.deliver_messages.apply_async) as asked:
    taken = [queue.announce([f"k{number}"]) for number in range(3)]
print(json.dumps([taken, asked.call_count]))
"""


@pytest.mark.parametrize("broker", ["redis://127.0.0.1:1/0", "amqp://guest:guest@127.0.0.1:1//"])
def test_a_closed_port_costs_only_once(broker, tmp_path):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "servicedesk.settings.dev",
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}",
        "CELERY_BROKER_URL": broker,
        "VAR_DIR": str(tmp_path),
        "DATABASE_URL": "sqlite://:memory:",
        "SECRET_KEY": "test",
    }
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    taken, times_asked = json.loads(done.stdout.splitlines()[-1])
    assert taken == [False, False, False]
    assert times_asked == 1
    assert "the sweep will send them" in done.stderr


@pytest.mark.django_db
def test_the_step_succeeds_and_the_sweep_sends(monkeypatch, django_capture_on_commit_callbacks, settings, tmp_path):
    settings.SMS_GATEWAY, settings.SMS_GATEWAY_OPTIONS = "file", {"path": str(tmp_path / "sms.jsonl")}
    queue.reset()

    def refuse(*args, **kwargs):
        raise ConnectionError("broker")

    monkeypatch.setattr(tasks.deliver_messages, "apply_async", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        message = queued()
    message.refresh_from_db()
    assert message.status == OutboxMessage.Status.PENDING
    assert services.sweep_outbox() == 1
    message.refresh_from_db()
    assert message.status == OutboxMessage.Status.SENT
    queue.reset()


def test_the_broker_is_asked_again_after_the_pause(monkeypatch):
    queue.reset()
    monkeypatch.setattr(tasks.deliver_messages, "apply_async", lambda **kwargs: 1 / 0)
    assert not queue.announce(["k"])
    monkeypatch.setattr(tasks.deliver_messages, "apply_async", lambda **kwargs: None)
    assert not queue.announce(["k"])
    now = time.monotonic()
    monkeypatch.setattr(queue.time, "monotonic", lambda: now + queue.PAUSE_AFTER_FAILURE + 1)
    assert queue.announce(["k"])
    queue.reset()
