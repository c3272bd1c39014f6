"""The surroundings of the benchmarks: as in production, on a database that the run makes and drops."""

from servicedesk.settings.base import *  # noqa: F403
from servicedesk.settings.base import CACHES, CELERY_BROKER_URL, INSTALLED_APPS, VAR_DIR, env

SECRET_KEY = "insecure-benchmark-key"
ALLOWED_HOSTS = ["testserver", "127.0.0.1"]
INSTALLED_APPS += ["bench"]
ROOT_URLCONF = "bench.urls"
CELERY_TASK_DEFAULT_QUEUE = "miz_bench"
CACHES["default"]["KEY_PREFIX"] = "miz_bench"
SMS_GATEWAY = "file"
SMS_GATEWAY_OPTIONS = {"path": str(VAR_DIR / "sms.jsonl")}
REDIS_IN_USE = CELERY_BROKER_URL.startswith("redis")
DATABASES = {"default": {**env.db("DATABASE_URL"), "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}}
for _folder in ("", "queue", "queue-control", "static"):
    (VAR_DIR / _folder).mkdir(parents=True, exist_ok=True)
