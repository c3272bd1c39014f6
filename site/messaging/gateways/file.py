"""Messages in a file, one JSON object a line: for demonstrations and for tests of the whole way."""

import fcntl
import json
import os
from pathlib import Path

from django.utils import timezone

from messaging.gateways.interface import GatewayMisconfigured, SmsGateway
from messaging.gateways.registry import registry


@registry.register
class FileGateway(SmsGateway):
    """Appends to `path` under a file lock. A key that the file holds is not written again.

    Looking for the key reads the file from its start: fine for a demonstration's thousands of lines, not a gateway
    for an installation that sends millions, which would be no gateway anyway.
    """

    id = "file"

    def __init__(self, *, path: str) -> None:
        if not isinstance(path, str) or not path:
            raise GatewayMisconfigured("The file gateway needs a `path`.")
        self.path = Path(path)

    def send(self, *, recipient: str, body: str, key: str) -> str:
        """Write one line and wait for the disk."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            needs_newline = False
            for line in file:
                needs_newline = not line.endswith(b"\n")
                if _key_of(line) == key:
                    return key
            sent = {"key": key, "recipient": recipient, "body": body, "at": timezone.now().isoformat()}
            written = json.dumps(sent, ensure_ascii=False).encode() + b"\n"
            file.write(b"\n" + written if needs_newline else written)
            file.flush()
            os.fsync(file.fileno())
        return key


def _key_of(line: bytes) -> str | None:
    """The line's key; None for a line that a dying process left half written."""
    try:
        return str(json.loads(line)["key"])
    except (ValueError, KeyError, TypeError):
        return None
