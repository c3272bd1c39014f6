"""The embedded installation on one's own machine: what `make demo` runs."""

from servicedesk.settings.base import *  # noqa: F403
from servicedesk.settings.base import INSTALLED_APPS, SECRET_KEY, VAR_DIR, env

DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
# Known to everyone, so good for this machine alone; production refuses it.
SECRET_KEY = SECRET_KEY or "insecure-development-key"
for _folder in ("", "static", "queue", "queue-control"):
    (VAR_DIR / _folder).mkdir(parents=True, exist_ok=True)
# The demonstration organisation makes accounts with a published password: no part of production.
INSTALLED_APPS += ["servicedesk.demo"]
SERVE_MEDIA = True
# Static files come straight from their source folders: nothing needs collecting here.
WHITENOISE_USE_FINDERS = True
