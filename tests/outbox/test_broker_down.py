"""A broker that is down neither fails nor holds up a request; the sweep performs what it did not take."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from outbox import queue, services
from outbox.models import Effect
from tests.outbox.kinds import queued

ROOT = Path(__file__).resolve().parents[2]

# Runs in a process of its own: the broker's address is read once a process.
SCRIPT = """
import json
from unittest.mock import patch
from servicedesk.celery import app
from outbox import queue
with patch.object(app, "send_task", wraps=app.send_task) as asked:
    taken = [queue.announce([f"k{number}"]) for number in range(3)]
print(json.dumps([app.conf.broker_url, taken, asked.call_count]))
"""


@pytest.fixture(autouse=True)
def _fresh_queue():
    queue.reset()
    yield
    queue.reset()


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
    used, taken, times_asked = json.loads(done.stdout.splitlines()[-1])
    assert used == broker
    assert taken == [False, False, False]
    assert times_asked == 1
    assert done.stderr.count("the sweep will perform them") == 1


@pytest.mark.django_db
def test_the_step_succeeds_and_the_sweep_performs(monkeypatch, django_capture_on_commit_callbacks, probe):
    def refuse(*args, **kwargs):
        raise ConnectionError("broker")

    monkeypatch.setattr(queue.current_app, "send_task", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        effect = queued()
    assert probe.performed == []
    assert services.sweep() == 1
    effect.refresh_from_db()
    assert effect.status == Effect.Status.DONE


def test_the_broker_is_asked_again_after_the_pause(monkeypatch):
    monkeypatch.setattr(queue.current_app, "send_task", lambda *args, **kwargs: 1 / 0)
    assert not queue.announce(["k"])
    asked = []
    monkeypatch.setattr(
        queue.current_app, "send_task", lambda name, args, *rest, **kwargs: asked.append((name, list(args)))
    )
    assert not queue.announce(["k"])
    now = time.monotonic()
    monkeypatch.setattr(queue.time, "monotonic", lambda: now + queue.PAUSE_AFTER_FAILURE + 1)
    assert queue.announce(["k"])
    assert asked == [("outbox.tasks.perform_effects", [["k"]])]
