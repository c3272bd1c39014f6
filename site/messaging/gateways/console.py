"""Messages in the worker's terminal, for whoever develops: the one place where a text is printed."""

import sys
from collections import OrderedDict
from typing import TextIO

from messaging.gateways.interface import SmsGateway
from messaging.gateways.registry import registry

_KEYS_REMEMBERED = 1000


@registry.register
class ConsoleGateway(SmsGateway):
    """Prints each message once; a key that this process printed before is passed over."""

    id = "console"

    def __init__(self) -> None:
        self._printed: OrderedDict[str, None] = OrderedDict()

    def send(self, *, recipient: str, body: str, key: str, stream: TextIO | None = None) -> str:
        """Print."""
        if key not in self._printed:
            self._printed[key] = None
            if len(self._printed) > _KEYS_REMEMBERED:
                self._printed.popitem(last=False)
            print(f"--- SMS {recipient}\n{body}\n---", file=stream or sys.stdout, flush=True)
        return ""
