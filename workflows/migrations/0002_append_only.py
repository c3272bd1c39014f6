"""The database refuses changes of published versions; what to mind later, `forms_ext.0003_append_only` says."""

from django.db import migrations

from forms_ext.append_only import RefuseChanges


class Migration(migrations.Migration):
    dependencies = [("workflows", "0001_initial"), ("forms_ext", "0003_append_only")]

    operations = [RefuseChanges("ProcessVersion")]
