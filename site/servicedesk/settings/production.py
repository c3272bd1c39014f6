"""An installation that others rely on. It refuses to start on values that would be unsafe.

What must be set: `SECRET_KEY` (50 characters or more), `ALLOWED_HOSTS`, `BASE_URL` (https), `DATABASE_URL`,
`CELERY_BROKER_URL`, `CACHE_URL`, `SMS_GATEWAY`. `EMBEDDED=1` states that SQLite, the folder queue and the file cache
are meant: good for one small machine. `INSECURE_HTTP=1` states that a network without TLS is meant.
"""

import zlib

from django.core.exceptions import ImproperlyConfigured

from servicedesk.settings.base import *  # noqa: F403
from servicedesk.settings.base import (
    ALLOWED_HOSTS,
    BASE_URL,
    CACHES,
    CELERY_BROKER_URL,
    DATABASES,
    SECRET_KEY,
    SHOW_LOGIN_CODES,
    SMS_GATEWAY,
    STORAGES,
    VAR_DIR,
    env,
)

DEBUG = False
_embedded = env.bool("EMBEDDED", default=False)
_plain_http = env.bool("INSECURE_HTTP", default=False)


def _repeats(key: str) -> bool:
    """Whether the key is far shorter than it looks: random hexadecimal digits pack to some 80 %, words to less."""
    return len(zlib.compress(key.encode(), 9)) < 0.6 * len(key)


_problems = [
    message
    for unsafe, message in [
        (
            len(SECRET_KEY) < 50 or "insecure" in SECRET_KEY or _repeats(SECRET_KEY),
            "SECRET_KEY must be 50 or more random characters.",
        ),
        (not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS, "ALLOWED_HOSTS must name the hosts; '*' is not a name."),
        (
            not _plain_http and not BASE_URL.startswith("https://"),
            "BASE_URL must be https:// (or set INSECURE_HTTP=1).",
        ),
        (SHOW_LOGIN_CODES, "SHOW_LOGIN_CODES shows one-time codes to anyone; it is for demonstrations."),
        (SMS_GATEWAY in {"console", "file"}, "SMS_GATEWAY must be one that sends: console and file do not."),
        (
            not _embedded and DATABASES["default"]["ENGINE"].endswith("sqlite3"),
            "DATABASE_URL must name PostgreSQL (or set EMBEDDED=1).",
        ),
        (
            not _embedded and CELERY_BROKER_URL.startswith("filesystem://"),
            "CELERY_BROKER_URL must name Redis or RabbitMQ (or set EMBEDDED=1).",
        ),
        (
            not _embedded and "redis" not in CACHES["default"]["BACKEND"].lower(),
            "CACHE_URL must name Redis: kept pages are shared by all processes (or set EMBEDDED=1).",
        ),
        (env.bool("DEBUG", default=False), "DEBUG must not be set."),
    ]
    if unsafe
]
if _problems:
    raise ImproperlyConfigured("Refusing to start:\n- " + "\n- ".join(_problems))

for _folder in ("", "queue", "queue-control"):
    (VAR_DIR / _folder).mkdir(parents=True, exist_ok=True)
STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
# The proxy in front must set this header itself and strip it from what visitors send.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = not _plain_http
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not _plain_http
SECURE_HSTS_SECONDS = 0 if _plain_http else env.int("HSTS_SECONDS", default=31_536_000)
