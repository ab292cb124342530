"""What is evidence never changes, words about a person go with erasure alone, and the application loses rights it must not have."""

from typing import Any

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from crmsocial.core.appendonly import AppendOnly
from crmsocial.core.database.logins import login_of

APPEND_ONLY = "privacy_accessentry, privacy_lawfulbasis, privacy_noticesent"
KEPT = (
    "privacy_subjectrequest, privacy_erasure, privacy_erasurestep, privacy_suppression, privacy_callbackdelivery,"
    " privacy_retentionrun, privacy_hold, privacy_export"
)


def take_rights(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    role = login_of(settings.DATABASE_URL)["USER"]
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT current_user, EXISTS (SELECT 1 FROM pg_roles WHERE rolname = %s)", [role])
        current, exists = cursor.fetchone()
        if role == current or not exists:
            return
        name = schema_editor.quote_name(role)
        cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {APPEND_ONLY} FROM {name}")
        cursor.execute(f"REVOKE DELETE, TRUNCATE ON {KEPT} FROM {name}")


class Migration(migrations.Migration):
    dependencies = [("privacy", "0005_privacy_complete")]

    operations = [
        AppendOnly("privacy_accessentry"),
        AppendOnly("privacy_lawfulbasis"),
        AppendOnly("privacy_noticesent"),
        AppendOnly("privacy_requestnote", payload=True),
        migrations.RunSQL(
            "UPDATE privacy_account SET held_since = registered_at WHERE constituent_id IS NOT NULL",
            migrations.RunSQL.noop,
        ),
        migrations.RunPython(take_rights, migrations.RunPython.noop),
    ]
