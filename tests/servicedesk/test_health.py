"""What an operator's monitor sees."""

import pytest

pytestmark = pytest.mark.django_db


def test_liveness_asks_nothing_of_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok"


def test_ready_when_database_broker_and_storage_answer(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"database": "ok", "cache": "ok", "broker": "ok", "storage": "ok"}


def test_a_dead_broker_is_named(client, settings, monkeypatch):
    from servicedesk.celery import app

    monkeypatch.setattr(app.conf, "broker_url", "redis://127.0.0.1:1/0")
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["broker"] == "failed"
    assert answer.json()["database"] == "ok"
