"""An empty answer is absent: in drafts, and in the unfinished work of tasks."""

from django.db import migrations

from forms_ext.answers.emptiness import drop_stored_empties, without_empties


def drop(apps, schema_editor):
    drop_stored_empties(apps.get_model("workflows", "Draft").objects.all(), "answers")
    drop_stored_empties(apps.get_model("workflows", "Task").objects.exclude(data={}), "data", unfinished)


def unfinished(data):
    """A task's data with the empty answers of each form dropped. A form that was emptied stays: it is work, too."""
    if "answers" not in data:
        return data
    return {**data, "answers": {slug: without_empties(answers) for slug, answers in data["answers"].items()}}


class Migration(migrations.Migration):
    dependencies = [("workflows", "0003_draft_typed")]
    operations = [migrations.RunPython(drop, migrations.RunPython.noop, elidable=True)]
