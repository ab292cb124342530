"""Source records stay as they arrived."""

from django.db import migrations

from crmsocial.core.appendonly import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("constituents", "0001_initial"), ("core", "0002_append_only")]

    operations = [
        AppendOnly("constituents_sourcerecord", payload=True),
    ]
