"""Events of forms, in the event log of the whole system."""

ATTACHMENT_VIEWED = "attachment.viewed"
