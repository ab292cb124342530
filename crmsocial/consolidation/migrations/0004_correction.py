"""Corrections, whose words go with erasure alone."""

import crmsocial.core.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("consolidation", "0003_default_rules"),
        ("constituents", "0002_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    crmsocial.core.fields.UUIDv7Field(
                        db_default=crmsocial.core.fields.UUIDv7(), editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("attribute", models.CharField(max_length=40)),
                ("value", models.TextField()),
                ("value_key", models.CharField(help_text="as claims normalise it", max_length=300)),
                ("request_id", models.UUIDField(db_index=True)),
                ("set_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "constituent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="corrections",
                        to="constituents.constituent",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("constituent", "attribute", "value_key"),
                        name="correction_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("value", ""), _negated=True), name="correction_says_something"
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            "CREATE TRIGGER consolidation_correction_no_delete BEFORE DELETE ON consolidation_correction"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change('payload');"
            "ALTER TABLE consolidation_correction ENABLE ALWAYS TRIGGER consolidation_correction_no_delete;",
            "DROP TRIGGER consolidation_correction_no_delete ON consolidation_correction;",
        ),
    ]
