"""The demonstration that `make demo` runs: the embedded installation, with one-time codes shown on screen."""

from servicedesk.settings.dev import *  # noqa: F403
from servicedesk.settings.dev import VAR_DIR, env

SHOW_LOGIN_CODES = True
SMS_GATEWAY = env.str("SMS_GATEWAY", default="file")
SMS_GATEWAY_OPTIONS = env.json("SMS_GATEWAY_OPTIONS", default={"path": str(VAR_DIR / "sms.jsonl")})
