"""The content API: published pages, images and documents as JSON, for any front end, without sign-in.

Read-only, paged (20 by default, 100 at most), and throttled by address so that one reader cannot starve the rest.
"""

from typing import Any

from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.throttling import AnonRateThrottle, UserRateThrottle
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.documents.api.v2.views import DocumentsAPIViewSet
from wagtail.images.api.v2.views import ImagesAPIViewSet

from listing.numbers import whole_number


class ContentAnonThrottle(AnonRateThrottle):
    """By address."""

    scope = "content"
    rate = "240/min"


class ContentUserThrottle(UserRateThrottle):
    """By person, where one is signed in."""

    scope = "content_user"
    rate = "600/min"


class OpenReadingMixin:
    """Published content is for everyone."""

    authentication_classes: list[type] = []
    permission_classes = [AllowAny]
    throttle_classes = [ContentAnonThrottle, ContentUserThrottle]
    renderer_classes = [JSONRenderer]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse numbers that no column holds (an `offset` of thirty digits), before the database does."""
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        for name, value in request.query_params.items():
            digits = str(value).removeprefix("-")
            if name != "search" and digits.isdecimal() and whole_number(digits) is None:
                raise BadRequestError(f"{name} is too large")


class ContentPages(OpenReadingMixin, PagesAPIViewSet):
    """Published pages: `?type=cms.ServicePage&fields=*` lists whole service profiles."""


class ContentImages(OpenReadingMixin, ImagesAPIViewSet):
    """Images."""


class ContentDocuments(OpenReadingMixin, DocumentsAPIViewSet):
    """Files that editors offer for download."""


router = WagtailAPIRouter("content")
router.register_endpoint("pages", ContentPages)
router.register_endpoint("images", ContentImages)
router.register_endpoint("documents", ContentDocuments)
