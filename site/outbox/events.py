"""What happens to effects by a person's hand, as the event log names it."""

from django.utils.translation import gettext_lazy as _

RETRIED = "effect.retried"

LABELS = {RETRIED: _("Failed effect tried again")}
