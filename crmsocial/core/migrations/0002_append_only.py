"""The audit log is append-only; the database itself refuses changes."""

from django.db import migrations

from crmsocial.core.appendonly import REFUSE_FUNCTION, AppendOnly


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.RunSQL(REFUSE_FUNCTION, "DROP FUNCTION refuse_change()"),
        AppendOnly("core_auditentry"),
        AppendOnly("core_auditseal"),
    ]
