"""Addresses of the published site that are not pages."""

from django.urls import path

from cms.views.frame import set_language, theme

urlpatterns = [
    path("language/", set_language, name="language"),
    path("theme.css", theme, name="theme"),
]
