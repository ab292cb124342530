"""What is evidence never changes, words about a person go with erasure alone, and the application loses rights it must not have."""

from django.db import migrations

from crmsocial.core.appendonly import AppendOnly
from crmsocial.core.database.rights import TakeRights

APPEND_ONLY = ("privacy_accessentry", "privacy_lawfulbasis", "privacy_noticesent")
KEPT = (
    "privacy_subjectrequest",
    "privacy_erasure",
    "privacy_erasurestep",
    "privacy_suppression",
    "privacy_callbackdelivery",
    "privacy_retentionrun",
    "privacy_hold",
    "privacy_export",
)


class Migration(migrations.Migration):
    dependencies = [("privacy", "0005_privacy_complete")]

    operations = [
        *(AppendOnly(table) for table in APPEND_ONLY),
        AppendOnly("privacy_requestnote", payload=True),
        migrations.RunSQL(
            "UPDATE privacy_account SET held_since = registered_at WHERE constituent_id IS NOT NULL",
            migrations.RunSQL.noop,
        ),
        TakeRights("UPDATE, DELETE, TRUNCATE", *APPEND_ONLY),
        TakeRights("DELETE, TRUNCATE", *KEPT),
    ]
