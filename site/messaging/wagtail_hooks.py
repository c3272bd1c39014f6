"""Messages in the Wagtail admin: a list to look at."""

from wagtail import hooks

from messaging.admin_views import MessageViewSet


@hooks.register("register_admin_viewset")
def register_messages() -> MessageViewSet:
    """The list, in the main menu."""
    return MessageViewSet("messages", url_prefix="messages")
