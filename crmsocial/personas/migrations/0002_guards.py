"""Persona data is shown for a named purpose only."""

from django.db import migrations

from privacy.rls import GuardTable


class Migration(migrations.Migration):
    dependencies = [("personas", "0001_initial"), ("privacy", "0002_guards")]

    operations = [
        GuardTable("personas_persona", "id"),
        GuardTable("personas_handlehistory", "persona_id"),
    ]
