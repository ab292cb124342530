"""The application changes no words of a request; erasure alone deletes them."""

from django.db import migrations

from crmsocial.core.database.rights import TakeRights


class Migration(migrations.Migration):
    dependencies = [("privacy", "0009_words_and_people")]

    operations = [
        TakeRights("UPDATE, TRUNCATE", "privacy_requestnote"),
    ]
