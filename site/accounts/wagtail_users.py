"""Administration of people in the Wagtail admin."""

from wagtail.users.views.users import UserViewSet as WagtailUserViewSet


class UserViewSet(WagtailUserViewSet):
    """Wagtail's user screens."""
