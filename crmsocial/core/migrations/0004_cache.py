"""The table of Django's database cache, in the shape that ``createcachetable`` gives it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0003_job_rung_at"),
    ]

    operations = [
        migrations.RunSQL(
            sql=[
                "CREATE TABLE core_cache (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, "
                "expires timestamp with time zone NOT NULL)",
                "CREATE INDEX core_cache_expires ON core_cache (expires)",
            ],
            reverse_sql="DROP TABLE core_cache",
        ),
    ]
