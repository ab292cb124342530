"""Claims that come from personas are persona data."""

from django.db import migrations

from privacy.rls import GuardTable


class Migration(migrations.Migration):
    dependencies = [("consolidation", "0001_initial"), ("privacy", "0002_guards")]

    operations = [
        GuardTable("consolidation_claim", "persona_id", nullable=True),
    ]
