"""Questions of the matching utility that wait for their answers, and how much each client asks."""

import crmsocial.core.fields
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0005_matching_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AskedCount",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "user", "minute", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("minute", models.DateTimeField()),
                ("asked", models.PositiveIntegerField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MatchQuestion",
            fields=[
                (
                    "id",
                    crmsocial.core.fields.UUIDv7Field(
                        db_default=crmsocial.core.fields.UUIDv7(), editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("purpose", models.CharField(max_length=30)),
                ("items", models.JSONField(help_text="the questions, emptied when they are answered")),
                ("answers", models.JSONField(default=list)),
                (
                    "constituent_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), default=list, help_text="whom the answers name", size=None
                    ),
                ),
                ("job_id", models.UUIDField(null=True)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["created_at"], name="question_created")],
            },
        ),
    ]
