"""Messages and a loopback SMS provider for tests."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count

from messaging.models import Message
from messaging.services import new_message
from outbox.services import queue_effects

_numbers = count(1)


def queued(**values) -> Message:
    """One message, written by the same door as everyone's."""
    defaults = {
        "channel": "sms",
        "recipient": "09121234567",
        "body": "درخواست شما ثبت شد.",
        "idempotency_key": f"test:{next(_numbers)}",
    }
    message = new_message(**{**defaults, **values})
    queue_effects([message])
    return Message.objects.get(idempotency_key=message.idempotency_key)


@dataclass
class Provider:
    """What the loopback provider was asked, and what it answers."""

    url: str
    status: int = 200
    answer: object = field(default_factory=dict)
    requests: list = field(default_factory=list)


@contextmanager
def loopback_provider() -> Iterator[Provider]:
    """An HTTP server on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            content = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            provider.requests.append((self.command, self.path, dict(self.headers), content))
            self.send_response(provider.status)
            self.send_header("Location", provider.url)
            self.end_headers()
            answer = provider.answer
            self.wfile.write(answer if isinstance(answer, bytes) else json.dumps(answer).encode())

        do_GET = do_POST

        def log_message(self, *args):
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider = Provider(url=f"http://127.0.0.1:{server.server_port}/send")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
