"""What happens to messages by a person's hand, as the event log names it."""

from django.utils.translation import gettext_lazy as _

SENT_AGAIN = "message.sent_again"

LABELS = {SENT_AGAIN: _("Failed message sent again")}
