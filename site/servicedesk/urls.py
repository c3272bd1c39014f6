"""The address book of the whole system. Addresses are a contract: links, tests and other systems rely on them."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path, re_path
from django.urls.resolvers import URLPattern
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.urls import serve_pattern

from accounts.views import page_password
from cms.views import published

# Pages by which Wagtail's developers try its error page and its styles.
WAGTAILS_TEST_PAGES = ("failwhale", "styleguide")


def nothing_here(request: HttpRequest) -> HttpResponse:
    """Not served."""
    raise Http404


def media_urls() -> list[URLPattern]:
    """Pictures of the pages, where this installation serves them itself (`SERVE_MEDIA`): no proxy, no object storage.

    Only Wagtail's own folders of pictures; documents have a view of their own, and citizens' files are not under it.
    """
    if not settings.SERVE_MEDIA:
        return []
    pictures = r"^media/(?P<path>(?:images|original_images|avatar_images)/.+)$"
    return [re_path(pictures, serve, {"document_root": settings.MEDIA_ROOT})]


urlpatterns = [
    # One door for passwords: Wagtail's own sign-ins would pass by its limits and its log.
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path(
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        page_password,
        name="page_password",
    ),
    *(path(f"admin/{page}/", nothing_here) for page in WAGTAILS_TEST_PAGES),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("accounts/", include("accounts.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("servicedesk.health")),
    path("", include("forms_ext.urls")),
    path("", include("workflows.urls")),
    path("", include("reporting.urls")),
    path("", include("cms.urls")),
    *media_urls(),
    re_path(serve_pattern, published.serve),  # in place of Wagtail's last one, to which addresses are still reversed
    path("", include(wagtail_urls)),
]
