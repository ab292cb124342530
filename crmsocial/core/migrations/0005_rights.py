"""The application adds to the audit log and its seals, and changes nothing in them."""

from django.db import migrations

from crmsocial.core.database.rights import TakeRights


class Migration(migrations.Migration):
    dependencies = [("core", "0004_cache")]

    operations = [
        TakeRights("UPDATE, DELETE, TRUNCATE", "core_auditentry", "core_auditseal"),
    ]
