"""Django's `flush`, which must empty tables whose rows are otherwise never deleted."""

from typing import Any

from django.core.management.commands import flush
from django.db import connections

from forms_ext import append_only


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        with append_only.lifted(connections[options["database"]]):
            super().handle(**options)
