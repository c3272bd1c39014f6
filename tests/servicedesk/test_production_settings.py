"""Production refuses to start on values that would be unsafe, and says which."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management.utils import get_random_secret_key

ROOT = Path(__file__).resolve().parents[2]
SAFE = {
    "SECRET_KEY": secrets.token_hex(32),
    "ALLOWED_HOSTS": "miz.example",
    "BASE_URL": "https://miz.example",
    "DATABASE_URL": "postgres://miz@db/miz",
    "CELERY_BROKER_URL": "redis://broker/0",
    "CACHE_URL": "rediscache://cache/1",
    "SMS_GATEWAY": "http",
}


def start(tmp_path, **overrides):
    environment = {name: value for name, value in {**SAFE, **overrides}.items() if value is not None}
    environment |= {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "site"), "VAR_DIR": str(tmp_path)}
    return subprocess.run(
        [sys.executable, "-c", "import servicedesk.settings.production"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_starts_on_safe_values(tmp_path):
    started = start(tmp_path)
    assert started.returncode == 0, started.stderr


@pytest.mark.parametrize(
    "made_by", [lambda: secrets.token_urlsafe(40), lambda: secrets.token_hex(25), get_random_secret_key]
)
def test_random_keys_are_taken(tmp_path, made_by):
    assert start(tmp_path, SECRET_KEY=made_by()).returncode == 0


@pytest.mark.parametrize(
    ("unsafe", "named"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "insecure-development-key" * 3}, "SECRET_KEY"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY"),
        ({"SECRET_KEY": "k7" * 30}, "SECRET_KEY"),
        ({"SECRET_KEY": "change-me-please-" * 4}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"BASE_URL": "http://miz.example"}, "BASE_URL"),
        ({"DATABASE_URL": None}, "DATABASE_URL"),
        ({"CELERY_BROKER_URL": None}, "CELERY_BROKER_URL"),
        ({"CACHE_URL": None}, "CACHE_URL"),
        ({"SMS_GATEWAY": "console"}, "SMS_GATEWAY"),
        ({"SHOW_LOGIN_CODES": "1"}, "SHOW_LOGIN_CODES"),
        ({"DEBUG": "1"}, "DEBUG"),
    ],
)
def test_refuses_unsafe_values(tmp_path, unsafe, named):
    started = start(tmp_path, **unsafe)
    assert started.returncode != 0
    assert named in started.stderr


def test_an_embedded_installation_is_allowed_when_it_is_meant(tmp_path):
    started = start(tmp_path, EMBEDDED="1", DATABASE_URL=None, CELERY_BROKER_URL=None, CACHE_URL=None)
    assert started.returncode == 0, started.stderr
