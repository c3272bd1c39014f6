"""`manage.py seed_holidays [--from 1403] [--to 1410]`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from persian.models import Holiday
from persian.seeding import FIRST_YEAR, LAST_YEAR, seed_holidays
from persian.selectors import forget_working_calendar


class Command(BaseCommand):
    help = "Insert Iran's official holidays that the working calendar lacks; rows that exist are left alone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="first_year", type=int, default=FIRST_YEAR, help="first Jalali year")
        parser.add_argument("--to", dest="last_year", type=int, default=LAST_YEAR, help="last Jalali year")

    @transaction.atomic
    def handle(self, *args: Any, first_year: int, last_year: int, **options: Any) -> None:
        added = seed_holidays(Holiday, first_year=first_year, last_year=last_year)
        forget_working_calendar()
        self.stdout.write(f"{added} holidays added.")
