"""Language switch and theme: what every page's frame needs and no page carries."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from cms.organisation import organisation
from listing.next_address import next_address

_YEAR = 365 * 24 * 3600


@csrf_exempt  # sets a taste, not a state: a token here would keep every published page out of the page cache
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the visitor's language in its cookie and go back to where they were on this site."""
    response = HttpResponseRedirect(next_address(request) or "/")
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=_YEAR,
            path=settings.LANGUAGE_COOKIE_PATH,
            domain=settings.LANGUAGE_COOKIE_DOMAIN,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


@require_safe
def theme(request: HttpRequest) -> HttpResponse:
    """The accent colour as a style sheet. Its address carries a version, so browsers may keep it for good."""
    known = organisation()
    response = HttpResponse(known.theme_css, content_type="text/css; charset=utf-8")
    if request.GET.get("v") == known.theme_version:
        patch_cache_control(response, public=True, max_age=_YEAR, immutable=True)
    else:
        patch_cache_control(response, public=True, max_age=60)
    return response
