"""Profiles that are there already say where people live and when they are of age: privacy is told by a job."""

from typing import Any

from django.db import migrations

KIND = "consolidation.tell_of_people"


def enter(apps: Any, schema_editor: Any) -> None:
    if apps.get_model("consolidation", "Profile").objects.exists():
        apps.get_model("core", "Job").objects.create(kind=KIND, unique_key=KIND)


class Migration(migrations.Migration):
    dependencies = [("consolidation", "0004_correction"), ("core", "0005_rights"), ("privacy", "0010_rights")]

    operations = [migrations.RunPython(enter, migrations.RunPython.noop)]
