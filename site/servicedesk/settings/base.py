"""Settings that every surrounding shares. What differs between installations comes from the environment.

The default is the embedded installation: SQLite, files on disk, Celery on the filesystem broker. Each
server-backed part is switched on by one variable (`DATABASE_URL`, `CELERY_BROKER_URL`, `CACHE_URL`,
`STORAGE_S3_BUCKET`, `EMAIL_URL`, `SMS_GATEWAY`); README lists them all.
"""

from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parents[3]
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env", overwrite=False)

# State of an embedded installation: database, uploads, queue, rendered static files.
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Where links in messages, receipts and QR codes lead.
BASE_URL = env.str("BASE_URL", default=f"http://127.0.0.1:{env.int('PORT', default=8000)}")

INSTALLED_APPS = [
    "reporting",
    "workflows",
    "cms",
    "forms_ext",
    "organisation",
    "documents",
    "accounts",
    "messaging",
    "outbox",
    "persian",
    "servicedesk.apps.StreamFormsConfig",
    "wagtail_modeladmin",
    "generic_chooser",
    "wagtail.contrib.settings",
    "wagtail.api.v2",
    "wagtail.embeds",
    "wagtail.sites",
    "servicedesk.apps.ServiceDeskUsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "servicedesk.apps.ServiceDeskAdminConfig",
    "wagtail",
    "modelcluster",
    "taggit",
    "viewflow",
    "viewflow.workflow",
    "rest_framework",
    "django_filters",
    "allauth",
    "allauth.account",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "servicedesk.apps.ServiceDeskStaticFilesConfig",
    "django.contrib.humanize",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "servicedesk.health.LivenessMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "servicedesk.middleware.AdminAwareCSPMiddleware",
    "accounts.middleware.PrivateAnswerMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "servicedesk.middleware.PersianFirstLocaleMiddleware",
    "servicedesk.input_refusal.InputRefusalMiddleware",
    "cms.page_cache.PublishedPageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.RefusalLogMiddleware",
    "accounts.middleware.AdminDoorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

# Widgets of our own have templates of our own.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

ROOT_URLCONF = "servicedesk.urls"
WSGI_APPLICATION = "servicedesk.wsgi.application"
ASGI_APPLICATION = "servicedesk.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]

# ---------------------------------------------------------------------------------------------- data
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Writers queue instead of failing: readers never block in WAL mode, and a transaction that will
    # write takes its lock at BEGIN, where SQLite waits, not at its first write, where it cannot.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": env.cache("CACHE_URL", default=f"filecache://{VAR_DIR / 'cache'}")}
# A cache that fails is a miss.
_FORGIVING = {
    "django.core.cache.backends.redis.RedisCache": "servicedesk.caches.ForgivingRedisCache",
    "django.core.cache.backends.filebased.FileBasedCache": "servicedesk.caches.ForgivingFileCache",
}
CACHES["default"]["BACKEND"] = _FORGIVING.get(CACHES["default"]["BACKEND"], CACHES["default"]["BACKEND"])

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="filesystem://")
if CELERY_BROKER_URL.startswith("filesystem://"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(VAR_DIR / "queue"),
        "data_folder_out": str(VAR_DIR / "queue"),
        "control_folder": str(VAR_DIR / "queue-control"),
    }
else:
    # One short try to connect: what a dead broker does not take, the outbox sweep sends.
    CELERY_BROKER_TRANSPORT_OPTIONS = {"max_retries": 0, "interval_start": 0, "interval_max": 0}
    if CELERY_BROKER_URL.startswith("redis"):
        CELERY_BROKER_TRANSPORT_OPTIONS |= {"socket_connect_timeout": 2, "socket_timeout": 10}
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Asia/Tehran"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
# A dead broker must not hold a web request: the outbox sweep sends later what could not be enqueued.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BEAT_SCHEDULE = {
    "release-orphaned-claims": {"task": "workflows.tasks.release_orphaned_claims", "schedule": 3600.0},
    "publish-due": {"task": "cms.tasks.publish_due", "schedule": 60.0},
    "sweep-outbox": {"task": "outbox.tasks.sweep", "schedule": 60.0},
    "purge-outbox": {"task": "outbox.tasks.purge", "schedule": 3600.0},
    "forget-login-codes": {"task": "accounts.tasks.forget_login_codes", "schedule": 3600.0},
    "purge-abandoned-uploads": {"task": "forms_ext.tasks.purge_abandoned_attachments", "schedule": 3600.0},
}

# --------------------------------------------------------------------------------------------- files
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
NODE_MODULES = BASE_DIR / "node_modules"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("vendor/bootstrap", NODE_MODULES / "bootstrap" / "dist"),
    ("vendor/bootstrap-icons", NODE_MODULES / "bootstrap-icons" / "font"),
    ("vendor/vazirmatn", NODE_MODULES / "vazirmatn" / "fonts" / "webfonts"),
    ("vendor/chart.js", NODE_MODULES / "chart.js" / "dist"),
    ("vendor/jalalidatepicker", NODE_MODULES / "@majidh1" / "jalalidatepicker" / "dist"),
]
# Where documents (receipts) find their fonts; nothing is taken from the machine's own.
DOCUMENT_FONTS = NODE_MODULES / "vazirmatn" / "fonts" / "ttf"
MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = "/media/"
# Whether this installation serves the pages' pictures itself; else the proxy or the object storage does.
SERVE_MEDIA = env.bool("SERVE_MEDIA", default=False)
# Citizens' documents: never under MEDIA_ROOT, served by forms_ext's checked view alone.
PRIVATE_MEDIA_ROOT = VAR_DIR / "private"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(PRIVATE_MEDIA_ROOT), "base_url": None},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if S3_BUCKET := env.str("STORAGE_S3_BUCKET", default=""):
    _s3 = {
        "bucket_name": S3_BUCKET,
        "endpoint_url": env.str("STORAGE_S3_ENDPOINT", default=None),
        "access_key": env.str("STORAGE_S3_ACCESS_KEY", default=None),
        "secret_key": env.str("STORAGE_S3_SECRET_KEY", default=None),
        "region_name": env.str("STORAGE_S3_REGION", default=None),
    }
    STORAGES["default"] = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": {**_s3, "location": "media"}}
    STORAGES["private"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {**_s3, "location": "private", "default_acl": "private", "querystring_auth": True},
    }

# ------------------------------------------------------------------------------------------ language
LANGUAGE_CODE = "fa"
LANGUAGES = [("fa", "فارسی"), ("en", "English")]
WAGTAIL_CONTENT_LANGUAGES = [("fa", "فارسی")]
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
# Our own texts win, then our Persian for what packages show, then what the packages bring.
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "packages"]
TIME_ZONE = "Asia/Tehran"
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]  # one organisation, one clock: the choice among all of the world's is no question
USE_I18N = True
USE_TZ = True

# ---------------------------------------------------------------------------------------- sign-in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/my/"  # whoever has no other place of work (accounts.landing)
LOGOUT_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {"login": "accounts.forms.PasswordLoginForm"}
ACCOUNT_LOGIN_METHODS = {"username"}  # the adapter takes a mobile number for it, too
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]  # nobody signs up: see the adapter
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
# Allauth counts in the cache, by the host name that was sent; accounts.services counts in the database instead.
ACCOUNT_RATE_LIMITS = False
# How many proxies stand in front, each adding to X-Forwarded-For; 0: the header is not believed.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
# Show one-time codes on the sign-in screen. Only a demonstration may do that.
SHOW_LOGIN_CODES = env.bool("SHOW_LOGIN_CODES", default=False)

# -------------------------------------------------------------------------------------------- messages
vars().update(env.email("EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="miz@localhost")
# One of messaging.gateways' registered ids: console, file, http.
SMS_GATEWAY = env.str("SMS_GATEWAY", default="console")
SMS_GATEWAY_OPTIONS = env.json("SMS_GATEWAY_OPTIONS", default={})
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=20)
# How long a worker may be at one effect (a message, a call) before another takes it for dead: longer than any takes.
OUTBOX_LEASE_SECONDS = env.int("OUTBOX_LEASE_SECONDS", default=120)

# ----------------------------------------------------------------------------------------------- time
# Work is marked as due soon until the closing of so many working days after today.
NEAR_WORKING_DAYS = env.int("NEAR_WORKING_DAYS", default=1)

# --------------------------------------------------------------------------------------------- Wagtail
WAGTAIL_SITE_NAME = "میز خدمت"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_ALLOW_UNICODE_SLUGS = True
# Nothing is fetched from another host, not even by the browser.
WAGTAIL_WORKFLOW_ENABLED = False  # moderation of pages: not used, and its menu has the name of our processes
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
# Pictures of people come from nowhere: nothing of a visitor goes to another host.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILADMIN_LOGIN_URL = "account_login"
# One's own password is changed at one address, where tries of the old one are limited.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False  # administrators give new passwords
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
# The package's own request path stores a POST to a private page and believes the posted form id.
WAGTAILSTREAMFORMS_ENABLE_FORM_PROCESSING = False

# ------------------------------------------------------------------------------------------------- API
REST_FRAMEWORK = {
    "NUM_PROXIES": TRUSTED_PROXIES,
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
}

# ------------------------------------------------------------------------------------------------ safety
SESSION_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a StreamField editor posts some ten inputs a block
# Uploads of forms that were not sent yet: they stay on the disk for a week.
UNBOUND_UPLOADS_PER_FIELD = env.int("UNBOUND_UPLOADS_PER_FIELD", default=20)
UNBOUND_UPLOADS_PER_PERSON = env.int("UNBOUND_UPLOADS_PER_PERSON", default=100)
UNBOUND_UPLOAD_BYTES_PER_PERSON = env.int("UNBOUND_UPLOAD_BYTES_PER_PERSON", default=200 * 1024 * 1024)
FILE_UPLOAD_MAX_MEMORY_SIZE = 1 * 1024 * 1024
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "object-src": ["'none'"],
        "frame-ancestors": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'self'"],
    },
}

# --------------------------------------------------------------------------------------------------- log
# Everything goes to standard error, where the process supervisor keeps it; a failed request with its traceback.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
    "loggers": {"django": {"handlers": [], "level": "INFO", "propagate": True}},
}
