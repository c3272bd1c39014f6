"""Clock, query counter and the lines that the run prints."""

from __future__ import annotations

import gc
import io
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

_TRANSACTIONS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "START TRANSACTION")
_CSRF = "a" * 32


@dataclass
class Measured:
    """The medians of one thing in milliseconds (by the clock; of this process alone), and the statements of one run."""

    ms: float
    cpu: float
    queries: int
    sql: list[str]


def interleaved(subjects: Mapping[str, Callable[[], Any]], *, rounds: int = 40, warm: int = 4) -> dict[str, Measured]:
    """Run the subjects in turn, so that whatever else the machine does falls on all of them alike."""
    for _ in range(warm):
        for subject in subjects.values():
            subject()
    times: dict[str, list[float]] = {name: [] for name in subjects}
    busy: dict[str, list[float]] = {name: [] for name in subjects}
    gc.collect()
    for _ in range(rounds):
        for name, subject in subjects.items():
            start, cpu = time.perf_counter(), time.process_time()
            subject()
            busy[name].append((time.process_time() - cpu) * 1000)
            times[name].append((time.perf_counter() - start) * 1000)
    counted = {name: count(subject) for name, subject in subjects.items()}
    return {
        name: Measured(statistics.median(times[name]), statistics.median(busy[name]), len(counted[name]), counted[name])
        for name in subjects
    }


def count(subject: Callable[[], Any]) -> list[str]:
    """The statements of one run; BEGIN, COMMIT and savepoints are left out, as in the test suite."""
    with CaptureQueriesContext(connection) as captured:
        subject()
    return [query["sql"] for query in captured if not query["sql"].upper().startswith(_TRANSACTIONS)]


class Visitor:
    """Somebody's browser at the real WSGI application, all middleware included; no network between."""

    def __init__(self, user: Any = None) -> None:
        from django.core.wsgi import get_wsgi_application

        self.application = get_wsgi_application()
        self.cookie = cookie_of(user) if user is not None else ""

    def __call__(self, path: str, data: Mapping[str, Any] | None = None, *, expect: int = 200) -> tuple[bytes, str]:
        """The body and the Location of the answer."""
        address, _, query = path.partition("?")
        body = urlencode(data, doseq=True).encode() if data is not None else b""
        environ = {
            "REQUEST_METHOD": "GET" if data is None else "POST",
            "PATH_INFO": address,
            "QUERY_STRING": query,
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "testserver",
            "HTTP_ACCEPT_LANGUAGE": "fa",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        if self.cookie:
            environ |= {"HTTP_COOKIE": self.cookie, "HTTP_X_CSRFTOKEN": _CSRF}
        seen: dict[str, Any] = {}

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
            seen["status"], seen["headers"] = int(status.split()[0]), dict(headers)

        answer = self.application(environ, start_response)
        content = b"".join(answer)
        answer.close()
        if seen["status"] != expect:
            raise AssertionError(f"{path}: {seen['status']}, not {expect}: {seen['headers'].get('Location')}")
        return content, seen["headers"].get("Location", "")


def cookie_of(user: Any) -> str:
    """The cookies of a person who is signed in, with a CSRF cookie that fits the header we send."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={_CSRF}"


HEADERS = {"X-CSRFToken": _CSRF}


class Report:
    """Prints as it goes and keeps the lines; ratios first."""

    def __init__(self) -> None:
        self.missed: list[str] = []

    def part(self, title: str) -> None:
        print(f"\n{title}", flush=True)

    def goal(self, what: str, value: float, limit: float, unit: str = "", *, at_least: bool = False) -> None:
        """A figure beside its goal."""
        good = value >= limit if at_least else value <= limit
        sign = "≥" if at_least else "≤"
        by = f"{abs(value - limit):.2f}".rstrip("0").rstrip(".")
        verdict = "ok" if good else f"missed by {by}{unit}"
        if not good:
            self.missed.append(f"{what}: {verdict}")
        print(f"  {value:>9.4g}{unit:<4} {sign} {limit:<8g} {verdict:<18} {what}", flush=True)

    def times(self, what: str, one: Measured, other: Measured, limit: float) -> None:
        """A ratio of two things measured in turn, by the processor time of this process."""
        self.goal(what, one.cpu / other.cpu, limit, "×")

    def note(self, what: str, measured: Measured | float | str, peer: str = "") -> None:
        """A figure without a goal of its own."""
        text = (
            f"{measured.ms:.2f} ms (cpu {measured.cpu:.2f}), {measured.queries} queries"
            if isinstance(measured, Measured)
            else measured
        )
        print(f"      {text:<36} {what}{' — ' + peer if peer else ''}", flush=True)
