"""Any SMS provider that takes an HTTP request: Kavenegar, SMS.ir, Melipayamak and the like, by configuration.

Kavenegar, for example, in `SMS_GATEWAY_OPTIONS`:

    {"url": "https://api.kavenegar.com/v1/<API key>/sms/send.json", "format": "form",
     "body": {"receptor": "{recipient}", "message": "{body}", "localid": "{key}"}, "id_path": "entries.0.messageid"}
"""

import hashlib
import ipaddress
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlsplit

import requests

from messaging.gateways.interface import GatewayMisconfigured, PermanentFailure, SmsGateway, TemporaryFailure
from messaging.gateways.registry import registry

_PLACEHOLDER = re.compile(r"\{(recipient|body|key|number_key)\}")
_METHODS = {"GET", "POST", "PUT"}
_FORMATS = {"json", "form", "none"}
# Refusals that pass with time; every other 4xx is about the request itself.
_TEMPORARY_STATUSES = {401, 403, 407, 408, 423, 425, 429}
_LARGEST_ANSWER = 64 * 1024


@registry.register
class HttpGateway(SmsGateway):
    """One request a message.

    - `url`: https, or http on this machine itself. Placeholders in it are percent-encoded.
    - `method`: GET, POST (default) or PUT; `headers`: an object of texts.
    - `format`: `json` (default), `form`, or `none` where everything stands in the URL; `body`: an object whose texts
      hold the placeholders, nested as the provider wants it.
    - `success`: status codes that mean 'taken' (default 200, 201, 202, 204).
    - `id_path`: where the provider's id stands in a JSON answer, as `entries.0.messageid`.
    - `ok_path`, `ok_value`: where a provider answers 200 to everything, what the answer must hold to mean 'taken'.
    - `timeout`: seconds to connect and to wait for the answer, at most 30 (default 10).

    Placeholders: `{recipient}`, `{body}`, `{key}` (the idempotency key), `{number_key}` (a whole number below 10¹⁵
    made of the key, for providers whose own message ids are numbers). Redirects are not followed: they could carry
    the account's key elsewhere.
    """

    id = "http"

    def __init__(
        self,
        *,
        url: str,
        method: str = "POST",
        headers: Mapping[str, str] | None = None,
        format: str = "json",
        body: Mapping[str, Any] | None = None,
        success: Sequence[int] = (200, 201, 202, 204),
        id_path: str = "",
        ok_path: str = "",
        ok_value: Any = None,
        timeout: float = 10,
    ) -> None:
        self.url, self.method, self.format = str(url), str(method).upper(), str(format)
        self.headers, self.body = dict(headers or {}), body
        self.success = set(success) if isinstance(success, list | tuple) else set()
        self.id_path, self.ok_path, self.ok_value, self.timeout = id_path, ok_path, ok_value, timeout
        for right, what in self._rules():
            if not right:
                raise GatewayMisconfigured(f"The http gateway: {what}")

    def _rules(self) -> list[tuple[bool, str]]:
        carries = self.url + repr(self.body or "")
        return [
            (_is_safe(self.url), "`url` must be https:// (or http:// on this machine)."),
            (self.method in _METHODS, f"`method` must be one of {', '.join(sorted(_METHODS))}."),
            (self.format in _FORMATS, f"`format` must be one of {', '.join(sorted(_FORMATS))}."),
            (all(isinstance(value, str) for value in self.headers.values()), "`headers` must be texts."),
            (self.body is None or isinstance(self.body, Mapping), "`body` must be an object."),
            (self.body is None or self.format != "none", "a `body` needs `format` json or form."),
            ("{recipient}" in carries and "{body}" in carries, "{recipient} and {body} must stand in `body` or `url`."),
            (bool(self.success) and all(isinstance(code, int) for code in self.success), "`success` must be numbers."),
            (isinstance(self.timeout, int | float) and 0 < self.timeout <= 30, "`timeout` must be 1 to 30 seconds."),
        ]

    def send(self, *, recipient: str, body: str, key: str) -> str:
        """One request. Network errors and the provider's 5xx are temporary, other refusals permanent."""
        values = {"recipient": recipient, "body": body, "key": key, "number_key": _number(key)}
        filled = _fill(self.body, values) if self.body is not None else None
        try:
            answer = requests.request(
                self.method,
                _PLACEHOLDER.sub(lambda match: quote(values[match[1]], safe=""), self.url),
                headers={"User-Agent": "miz", "Idempotency-Key": _ascii(key), **self.headers},
                json=filled if self.format == "json" else None,
                data=filled if self.format == "form" else None,
                timeout=self.timeout,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            # Its text holds the URL, and that may hold the account's key.
            raise TemporaryFailure(f"no answer from the provider ({type(error).__name__})") from None
        return self._read(answer)

    def _read(self, answer: requests.Response) -> str:
        status = answer.status_code
        if status not in self.success:
            failure = TemporaryFailure if status >= 500 or status in _TEMPORARY_STATUSES else PermanentFailure
            raise failure(f"the provider answered {status}")
        content = _json(answer) if self.ok_path or self.id_path else None
        if self.ok_path and _at(content, self.ok_path) != self.ok_value:
            raise PermanentFailure(f"the provider answered {status}, but its {self.ok_path} says no")
        found = _at(content, self.id_path) if self.id_path else None
        return "" if found is None else str(found)[:100]


def _is_safe(url: str) -> bool:
    parts = urlsplit(url)
    if not parts.hostname or parts.username or parts.password:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname))


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _fill(template: Any, values: Mapping[str, str]) -> Any:
    """The template with its placeholders replaced, once: a value that holds braces is not looked at again."""
    if isinstance(template, str):
        return _PLACEHOLDER.sub(lambda match: values[match[1]], template)
    if isinstance(template, Mapping):
        return {name: _fill(value, values) for name, value in template.items()}
    if isinstance(template, list):
        return [_fill(value, values) for value in template]
    return template


def _number(key: str) -> str:
    return str(int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big") % 10**15)


def _ascii(key: str) -> str:
    return key if key.isascii() and key.isprintable() else hashlib.sha256(key.encode()).hexdigest()


def _json(answer: requests.Response) -> Any:
    try:
        return answer.json() if len(answer.content) <= _LARGEST_ANSWER else None
    except ValueError:
        return None


def _at(content: Any, path: str) -> Any:
    for name in path.split("."):
        if isinstance(content, Mapping):
            content = content.get(name)
        elif isinstance(content, list) and name.isdecimal() and int(name) < len(content):
            content = content[int(name)]
        else:
            return None
    return content
