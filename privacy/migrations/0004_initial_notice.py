"""A new installation has a notice in force, so that the gate can say what people were told."""

from typing import Any

from django.db import migrations
from django.db.models.functions import Now

from privacy.notices.initial_notice import BODY, DISCLOSURES, TITLE, VERSION


def publish(apps: Any, schema_editor: Any) -> None:
    apps.get_model("privacy", "Notice").objects.get_or_create(
        version=VERSION, defaults={"title": TITLE, "body": BODY, "disclosures": DISCLOSURES, "published_at": Now()}
    )


class Migration(migrations.Migration):
    dependencies = [("privacy", "0003_notices_and_rights")]

    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
