from typing import Any

from django.db import migrations

from persian.seeding import seed_holidays, seed_office_hours


def fill(apps: Any, schema_editor: Any) -> None:
    seed_office_hours(apps.get_model("persian", "OfficeHours"))
    seed_holidays(apps.get_model("persian", "Holiday"))


class Migration(migrations.Migration):
    dependencies = [("persian", "0001_initial")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=False)]
