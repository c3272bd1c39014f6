"""`manage.py load_demo`: the demonstration organisation «شهرداری نمونه» and its six months of cases."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from servicedesk.celery import app as celery_app
from servicedesk.demo.content.organisation import PASSWORD
from servicedesk.demo.loading import load_organisation
from servicedesk.demo.simulation import Simulation
from workflows.models import Case


class Command(BaseCommand):
    help = "Loads the demonstration organisation. Safe to run again: what is there, stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--cases", type=int, default=300, help="how many cases of the last six months")

    def handle(self, *args: Any, cases: int, **options: Any) -> None:
        # Messages of the past are delivered while it is being lived; the worker is not asked for them again.
        celery_app.conf.task_always_eager = True
        celery_app.loader.import_default_modules()  # only a task that is known runs here
        with translation.override("fa"):
            load_organisation()
            if cases and not Case.objects.exists():
                self.stdout.write(f"Living six months of {cases} cases …")
                Simulation(cases).run()
        self.stdout.write(self.style.SUCCESS(f"The demonstration is ready: {Case.objects.count()} cases."))
        self.stdout.write(
            f"\n  {settings.BASE_URL}; every account's password: " + PASSWORD + "\n"
            "    rahbar                      system administrator (/admin/)\n"
            "    virastar                    content editor (/admin/)\n"
            "    modir                       manager (/reports/)\n"
            "    karshenas1 … karshenas8     staff holding posts (/desk/)\n"
            "    09120000001 … 09120000040   citizens; a code is sent to the mobile and shown on the screen\n"
        )
