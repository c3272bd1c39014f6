"""An empty answer is absent: what was stored as null, an empty text, list or object goes."""

from django.db import migrations

from forms_ext.answers.emptiness import drop_stored_empties


def drop(apps, schema_editor):
    drop_stored_empties(apps.get_model("forms_ext", "FormRecord").objects.all(), "answers")


class Migration(migrations.Migration):
    dependencies = [("forms_ext", "0004_attachment_field_path")]
    operations = [migrations.RunPython(drop, migrations.RunPython.noop, elidable=True)]
