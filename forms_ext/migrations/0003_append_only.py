"""The database refuses changes of published versions and of revisions.

SQLite makes a table anew for most `AlterField`, `AddField` with a constraint and `AddConstraint` operations, and its
triggers are lost with the old table: a later migration that does so to one of these tables repeats `RefuseChanges`
for it at its end. `tests/forms_ext/test_append_only.py` fails where one is missing.
"""

from django.db import migrations

from forms_ext.append_only import RefuseChanges


class Migration(migrations.Migration):
    dependencies = [("forms_ext", "0002_record_revision")]

    operations = [RefuseChanges("FormVersion"), RefuseChanges("RecordRevision")]
