"""Links and evidence as it stood are persona data; decisions are append-only."""

from django.db import migrations

from crmsocial.core.appendonly import AppendOnly
from privacy.rls import GuardTable


class Migration(migrations.Migration):
    dependencies = [("identity", "0001_initial"), ("privacy", "0002_guards"), ("core", "0002_append_only")]

    operations = [
        GuardTable("identity_link", "persona_id"),
        GuardTable("identity_decisionpayload", "persona_id", nullable=True),
        AppendOnly("identity_decision"),
        AppendOnly("identity_decisionpayload", payload=True),
    ]
