"""What an operator's monitor asks: is the process alive, and are the things it stands on there."""

import logging
import uuid
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from servicedesk.celery import app as celery_app

logger = logging.getLogger(__name__)


ALIVE = "/healthz"


class LivenessMiddleware:
    """Answers `/healthz` before anything else is asked: neither database nor cache, broker, storage or session.

    The process lives as long as it says so; what it stands on is `/readyz`'s to tell. Restarting it would mend none
    of that.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == ALIVE:
            return healthz(request)
        return self.get_response(request)


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Liveness: the process answers."""
    return HttpResponse("ok", content_type="text/plain")


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _broker() -> None:
    if settings.CELERY_BROKER_URL.startswith("filesystem://"):
        return  # the queue is a folder: the storage check covers the disk
    with celery_app.connection_for_write(connect_timeout=2) as broker:
        broker.ensure_connection(max_retries=0, timeout=2)


def _cache() -> None:
    name = f"readyz:{uuid.uuid4().hex}"
    cache.set(name, "ok", 10)
    if cache.get(name) != "ok":
        raise RuntimeError("the cache does not keep what it is given")
    cache.delete(name)


def _storage() -> None:
    storage = storages["private"]
    name = storage.save(f"readyz/{uuid.uuid4().hex}", ContentFile(b"ok"))
    storage.delete(name)


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Readiness of database, cache, broker and storage: 200, or 503 naming what failed (the details are in the log)."""
    checks = {"database": _database, "cache": _cache, "broker": _broker, "storage": _storage}
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
    path(ALIVE.removeprefix("/"), healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]
