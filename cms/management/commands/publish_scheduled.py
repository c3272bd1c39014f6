"""`manage.py publish_scheduled`: what the worker does each minute, for who wants it now. Takes Wagtail's place."""

from typing import Any

from django.core.management.base import BaseCommand

from cms.schedule import publish_due


class Command(BaseCommand):
    help = "Publishes and withdraws what has come due; refused ones are reported to their authors."

    def handle(self, *args: Any, **options: Any) -> None:
        published, refused = publish_due()
        self.stdout.write(f"published: {published}; refused: {refused}")
