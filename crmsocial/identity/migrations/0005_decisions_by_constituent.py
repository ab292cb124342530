"""Decisions are found by the constituents that they named, as an erasure has to."""

import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity", "0004_decision_policy_rule")]

    operations = [
        migrations.AddIndex(
            model_name="decision",
            index=django.contrib.postgres.indexes.GinIndex(fields=["right_constituents"], name="decision_put_away"),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["constituent_id"], name="decision_constituent"),
        ),
    ]
