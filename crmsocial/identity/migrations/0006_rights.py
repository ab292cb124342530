"""The application changes no decision; erasure alone deletes what was written about one."""

from django.db import migrations

from crmsocial.core.database.rights import TakeRights


class Migration(migrations.Migration):
    dependencies = [("identity", "0005_decisions_by_constituent")]

    operations = [
        TakeRights("UPDATE, DELETE, TRUNCATE", "identity_decision"),
        TakeRights("UPDATE, TRUNCATE", "identity_decisionpayload"),
    ]
