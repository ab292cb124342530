"""The application changes no source record; erasure alone deletes them."""

from django.db import migrations

from crmsocial.core.database.rights import TakeRights


class Migration(migrations.Migration):
    dependencies = [("constituents", "0002_append_only")]

    operations = [
        TakeRights("UPDATE, TRUNCATE", "constituents_sourcerecord"),
    ]
