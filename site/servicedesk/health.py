"""What an operator's monitor asks: is the process alive, and are the things it stands on there."""

import logging
import uuid

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from servicedesk.celery import app as celery_app

logger = logging.getLogger(__name__)


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Liveness: the process answers. Asks nothing of database, broker or storage."""
    return HttpResponse("ok", content_type="text/plain")


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _broker() -> None:
    if settings.CELERY_BROKER_URL.startswith("filesystem://"):
        return  # the queue is a folder: the storage check covers the disk
    with celery_app.connection_for_write(connect_timeout=2) as broker:
        broker.ensure_connection(max_retries=0, timeout=2)


def _storage() -> None:
    storage = storages["private"]
    name = storage.save(f"readyz/{uuid.uuid4().hex}", ContentFile(b"ok"))
    storage.delete(name)


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Readiness of database, broker and storage: 200, or 503 naming what failed (the details are in the log)."""
    checks = {"database": _database, "broker": _broker, "storage": _storage}
    state = {}
    for name, check in checks.items():
        try:
            check()
            state[name] = "ok"
        except Exception:  # any failure whatever means 'not ready'
            logger.exception("readiness check failed: %s", name)
            state[name] = "failed"
    ready = all(value == "ok" for value in state.values())
    return JsonResponse(state, status=200 if ready else 503)


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]
