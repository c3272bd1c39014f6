"""Caches whose failure is a miss.

What is kept in the cache can be made again, so a Redis that is away or a full disk costs time and never an answer. What
must not be forgotten (limits, sessions, messages) is in the database. A failure is logged once, and for
`AWAY_SECONDS` the cache is not even tried, so that an unreachable one does not add its time-out to every request.

What could not be written is remembered by this process, and deleted as soon as the cache is back: otherwise a page that
was withdrawn meanwhile could be shown again. Whether the cache works is `/readyz`'s to tell.
"""

import logging
import pickle
import time
import zlib
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

__all__ = ["ForgivingFileCache", "ForgivingRedisCache"]

logger = logging.getLogger(__name__)

FAILURES = (OSError, RedisError, EOFError, pickle.UnpicklingError, zlib.error)
AWAY_SECONDS = 2.0
_MOST_LOST = 1000

# By cache, for the whole process: Django makes one backend object a thread.
_away_until: dict[str, float] = {}
_lost: dict[str, set[str]] = {}


def _now() -> float:
    return time.monotonic()


class _Forgiving:
    """Mixed into a backend. `name` tells caches of one process apart."""

    name: str

    def _tried(self, call: Callable[..., Any], *args: Any, otherwise: Any = None, lost: tuple[str, ...] = ()) -> Any:
        """What the backend answers, or `otherwise`; `lost` are the keys that were not written then."""
        if _now() >= _away_until.get(self.name, 0.0):
            try:
                self._catch_up()
                answer = call(*args)
            except FAILURES:
                if self.name not in _away_until:
                    logger.exception("the cache does not answer; what it holds is made anew each time")
                _away_until[self.name] = _now() + AWAY_SECONDS
            else:
                if _away_until.pop(self.name, None) is not None:
                    logger.warning("the cache answers again")
                return answer
        if lost:
            _lost.setdefault(self.name, set()).update(lost)
        return otherwise

    def _catch_up(self) -> None:
        """Delete what was written while the cache was away; everything, where that was too much to remember."""
        keys = _lost.pop(self.name, None)
        if not keys:
            return
        try:
            if len(keys) > _MOST_LOST:
                super().clear()  # type: ignore[misc]
            else:
                super().delete_many(list(keys))  # type: ignore[misc]
        except FAILURES:
            _lost.setdefault(self.name, set()).update(keys)
            raise

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._tried(super().get, key, default, version, otherwise=default)  # type: ignore[misc]

    def get_many(self, keys: Any, version: int | None = None) -> dict[str, Any]:
        found: dict[str, Any] = self._tried(super().get_many, list(keys), version, otherwise={})  # type: ignore[misc]
        return found

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._tried(super().set, key, value, timeout, version, lost=(key,))  # type: ignore[misc]

    def set_many(self, data: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> list[str]:
        given = dict(data)
        failed: list[str] = self._tried(
            super().set_many,  # type: ignore[misc]
            given,
            timeout,
            version,
            otherwise=list(given),
            lost=tuple(given),
        )
        return failed

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(self._tried(super().add, key, value, timeout, version, otherwise=False))  # type: ignore[misc]

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(self._tried(super().touch, key, timeout, version, otherwise=False))  # type: ignore[misc]

    def delete(self, key: str, version: int | None = None) -> bool:
        return bool(self._tried(super().delete, key, version, otherwise=False, lost=(key,)))  # type: ignore[misc]

    def delete_many(self, keys: Any, version: int | None = None) -> None:
        given = list(keys)
        self._tried(super().delete_many, given, version, lost=tuple(given))  # type: ignore[misc]

    def has_key(self, key: str, version: int | None = None) -> bool:
        return bool(self._tried(super().has_key, key, version, otherwise=False))  # type: ignore[misc]


class ForgivingRedisCache(_Forgiving, RedisCache):
    """Redis, with short time-outs."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = {"socket_connect_timeout": 1, "socket_timeout": 2} | (params.get("OPTIONS") or {})
        super().__init__(server, {**params, "OPTIONS": options})
        self.name = f"redis:{server}"


class ForgivingFileCache(_Forgiving, FileBasedCache):
    """A folder of files, for one machine. More entries than Django's 300, so that pages do not push each other out."""

    def __init__(self, folder: str, params: dict[str, Any]) -> None:
        options = {"MAX_ENTRIES": 2000} | (params.get("OPTIONS") or {})
        super().__init__(folder, {**params, "OPTIONS": options})
        self.name = f"files:{folder}"
