"""Middleware of the project as a whole."""

from django.conf import settings
from django.http import HttpRequest
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
