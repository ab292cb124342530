"""The notice says what is not collected, and what people may ask of us; who agreed under version 1 need not be asked again."""

from typing import Any

from django.db import migrations
from django.db.models.functions import Now

from privacy.notices.shipped import BODY, DISCLOSURES, TITLE, VERSION


def publish(apps: Any, schema_editor: Any) -> None:
    notices = apps.get_model("privacy", "Notice").objects
    # Where an organisation has published a notice of its own, that one stays in force.
    if notices.filter(approved_by__isnull=False).exists():
        return
    notices.get_or_create(
        version=VERSION,
        defaults={
            "title": TITLE,
            "body": BODY,
            "disclosures": DISCLOSURES,
            "state": "published",
            "published_at": Now(),
        },
    )


class Migration(migrations.Migration):
    dependencies = [("privacy", "0007_keeping")]

    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
