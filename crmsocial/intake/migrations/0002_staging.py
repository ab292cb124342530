"""Rows are checked into a staging table first. It may hold persona data, so it shows nothing without a system purpose."""

from django.db import migrations, models

import crmsocial.core.fields
from privacy.rls import SYSTEM_PURPOSES

# Staged rows have no persona id yet, so the policy asks for the purpose alone.
GUARD = f"""
ALTER TABLE intake_stagedrow ENABLE ROW LEVEL SECURITY;
CREATE POLICY intake_stagedrow_purpose ON intake_stagedrow FOR ALL
    USING ((SELECT app_purpose()) IN ({", ".join(f"'{name}'" for name in SYSTEM_PURPOSES)}));
"""
UNGUARD = (
    "DROP POLICY intake_stagedrow_purpose ON intake_stagedrow; ALTER TABLE intake_stagedrow DISABLE ROW LEVEL SECURITY;"
)


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0001_initial"),
        ("privacy", "0002_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="StagedRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "batch_id", "line", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("batch_id", models.UUIDField()),
                ("line", models.BigIntegerField()),
                ("external_id", models.CharField(blank=True, max_length=200)),
                (
                    "unique_key",
                    models.TextField(blank=True, help_text="what may stand once in a file; empty: anything"),
                ),
                ("platform", models.CharField(blank=True, max_length=12)),
                ("account_id", models.CharField(max_length=200, null=True)),
                ("handle_key", models.CharField(blank=True, max_length=200)),
                ("values", models.JSONField()),
                ("content_hash", models.BinaryField(max_length=32)),
                ("row_id", models.UUIDField(db_default=crmsocial.core.fields.UUIDv7())),
                ("record_id", models.UUIDField(db_default=crmsocial.core.fields.UUIDv7())),
            ],
        ),
        migrations.AddField(
            model_name="batch",
            name="cells_bad",
            field=models.PositiveBigIntegerField(default=0, help_text="cells left out of rows that went in"),
        ),
        migrations.AddField(
            model_name="batch",
            name="merged_line",
            field=models.BigIntegerField(
                help_text="rows up to this line are written; empty while rows are being checked", null=True
            ),
        ),
        migrations.AddField(
            model_name="batch",
            name="overrides",
            field=models.JSONField(
                default=dict, help_text="the map chosen by the person: file column → field, null to leave out"
            ),
        ),
        migrations.AddField(
            model_name="batch",
            name="reading",
            field=models.JSONField(default=dict, help_text="format, encoding, delimiter and header as they were found"),
        ),
        migrations.AddField(
            model_name="batch",
            name="rows_expected",
            field=models.PositiveBigIntegerField(default=0, help_text="estimate from the file's line breaks"),
        ),
        migrations.AddField(
            model_name="batch",
            name="rows_suppressed",
            field=models.PositiveBigIntegerField(default=0, help_text="rows of people who were erased"),
        ),
        migrations.AlterField(
            model_name="batch",
            name="mapping",
            field=models.JSONField(
                default=list, help_text="in the file's order: column, field it is kept under, known to the dictionary"
            ),
        ),
        migrations.AlterField(
            model_name="batch",
            name="rows_bad",
            field=models.PositiveBigIntegerField(default=0, help_text="rows left out; each has its error"),
        ),
        migrations.RunSQL(sql=GUARD, reverse_sql=UNGUARD),
    ]
