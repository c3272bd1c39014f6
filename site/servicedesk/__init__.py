"""The project package: settings, urls, celery, wsgi, asgi. It wires the apps; no app imports it."""

from servicedesk.celery import app as celery_app

__all__ = ["celery_app"]
