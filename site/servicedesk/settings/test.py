"""The test suite's surroundings: on SQLite, or on what `DATABASE_URL` names."""

import atexit
import os
import shutil
import tempfile

if "VAR_DIR" not in os.environ:
    # Uploads and queues of tests go to a folder of this process, which goes with it.
    os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="miz-test-")
    atexit.register(shutil.rmtree, os.environ["VAR_DIR"], ignore_errors=True)

from servicedesk.settings.base import *  # noqa: F403
from servicedesk.settings.base import STATIC_ROOT

SECRET_KEY = "insecure-test-key"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, str] = {}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
