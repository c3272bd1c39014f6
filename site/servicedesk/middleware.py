"""Middleware of the project as a whole."""

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation


class PersianFirstLocaleMiddleware(LocaleMiddleware):
    """Serve Persian unless the visitor has chosen another language here.

    Django's own middleware follows `Accept-Language`, so that an office computer with an English
    browser would show an English desk to Persian citizens. Only the language cookie, which the
    language switch of every page sets, changes the language.
    """

    def process_request(self, request: HttpRequest) -> None:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = dict(settings.LANGUAGES)
        language = chosen if chosen in known else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language()


class AdminAwareCSPMiddleware(CSPMiddleware):
    """The site's strict content security policy, loosened for the Wagtail admin alone.

    Wagtail 8 still starts some widgets from inline scripts (date inputs, inline panels) and positions
    others with inline styles; the screens of citizens and staff have neither.
    """

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if request.path_info.startswith("/admin/") and not report_only:
            inline = ["'self'", "'unsafe-inline'"]
            parts.replace = {**(parts.replace or {}), "script-src": inline, "style-src": inline}
        return parts
