"""Addresses of the published site that are not pages."""

from django.urls import path

from cms.api import router
from cms.views.frame import set_language, theme

urlpatterns = [
    path("language/", set_language, name="language"),
    path("theme.css", theme, name="theme"),
    path("api/content/", router.urls),
]
