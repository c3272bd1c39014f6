from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    """Every task so far was made under the one version of its case."""
    task, case = apps.get_model("workflows", "Task"), apps.get_model("workflows", "Case")
    version = Subquery(case.objects.filter(pk=OuterRef("process")).values("process_version"))
    task.objects.update(process_version=version)


class Migration(migrations.Migration):
    dependencies = [("workflows", "0002_scopes")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
