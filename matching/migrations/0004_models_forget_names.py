"""Models keep the names they count only while their run may need them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matching", "0003_runs_keep_their_snapshot")]

    operations = [
        migrations.AddField(
            model_name="modelversion",
            name="names_kept",
            field=models.BooleanField(default=True, help_text="whether the body still counts constituents' names"),
        ),
        migrations.AlterField(
            model_name="modelversion",
            name="content_hash",
            field=models.CharField(help_text="of the model as it was frozen, with names", max_length=64, unique=True),
        ),
    ]
