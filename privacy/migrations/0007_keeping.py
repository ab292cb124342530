"""When an account was seen last, since when its platform says that it is gone, and schedules that were seen first."""

import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("privacy", "0006_guards")]

    operations = [
        migrations.RemoveField(model_name="callbackdelivery", name="erasure"),
        migrations.AddField(
            model_name="callbackdelivery",
            name="erasures",
            field=models.ManyToManyField(related_name="callbacks", to="privacy.erasure"),
        ),
        migrations.AddField(
            model_name="account",
            name="seen_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(),
                help_text="when a source last gave the account, changed or not",
            ),
        ),
        migrations.AddField(
            model_name="account",
            name="signal_since",
            field=models.DateTimeField(
                help_text="since when the platform says that the account is gone, as its rule's keeps read it",
                null=True,
            ),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                condition=models.Q(("signal_since__isnull", False)), fields=["signal_since"], name="account_signal"
            ),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                condition=models.Q(("keep_until__isnull", False)), fields=["keep_until"], name="account_keep_until"
            ),
        ),
        migrations.AddField(model_name="retentionrun", name="job_id", field=models.UUIDField(null=True)),
        migrations.AddField(
            model_name="retentionrun",
            name="kind",
            field=models.CharField(
                choices=[("platforms", "Platforms' terms"), ("schedules", "Schedules")],
                default="schedules",
                max_length=10,
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="retentionrun",
            name="report",
            field=models.JSONField(
                default=list, help_text="list of {rule, category, source, found, held, erased, erasures}"
            ),
        ),
        migrations.AddField(
            model_name="retentionschedule",
            name="previewed_at",
            field=models.DateTimeField(help_text="when somebody saw what it would delete, as it stands now", null=True),
        ),
        migrations.AlterField(
            model_name="retentionschedule",
            name="category",
            field=models.CharField(
                choices=[
                    ("persona", "Account and public profile"),
                    ("social_graph", "Social graph"),
                    ("interest_graph", "Interest graph"),
                    ("contact", "Contact details"),
                    ("transactions", "Transactions"),
                    ("content", "Posts and messages"),
                    ("import_errors", "Bad rows of imports"),
                    ("request_notes", "Words of closed requests"),
                ],
                max_length=16,
            ),
        ),
        migrations.AddConstraint(
            model_name="retentionschedule",
            constraint=models.CheckConstraint(
                condition=models.Q(("active", False), ("previewed_at__isnull", False), _connector="OR"),
                name="retention_seen_first",
            ),
        ),
    ]
