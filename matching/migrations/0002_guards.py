"""Candidates and evidence are derived from personas."""

from django.db import migrations

from privacy.rls import GuardTable


class Migration(migrations.Migration):
    dependencies = [("matching", "0001_initial"), ("privacy", "0002_guards")]

    operations = [
        GuardTable("matching_candidate", "persona_id", pair="constituent_id"),
        GuardTable("matching_evidence", "persona_id"),
    ]
