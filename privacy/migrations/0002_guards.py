"""The purpose that policies read, and a ledger that nobody rewrites."""

from django.db import migrations

from crmsocial.core.appendonly import AppendOnly
from privacy.rls import PURPOSE_FUNCTION


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_initial"), ("core", "0002_append_only")]

    operations = [
        migrations.RunSQL(PURPOSE_FUNCTION, "DROP FUNCTION app_purpose()"),
        AppendOnly("privacy_consentevent"),
        AppendOnly("privacy_assessment"),
    ]
