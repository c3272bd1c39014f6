"""`bench` is an app, so that Viewflow finds the peer's flow."""

from django.apps import AppConfig


class BenchConfig(AppConfig):
    name = "bench"
