"""Search terms that come from personas are persona data."""

from django.db import migrations

from privacy.rls import GuardTable


class Migration(migrations.Migration):
    dependencies = [("lookup", "0001_initial"), ("privacy", "0002_guards")]

    operations = [
        GuardTable("lookup_searchterm", "persona_id", nullable=True),
    ]
