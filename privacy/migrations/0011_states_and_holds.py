"""A step of an erasure is in a state that is known, and a hold covers what sweeps know."""

from django.db import migrations, models

COVERS = ["everything", "persona", "social_graph", "interest_graph", "contact", "transactions", "content"]


class Migration(migrations.Migration):
    dependencies = [("privacy", "0010_rights")]

    operations = [
        migrations.AddConstraint(
            model_name="erasurestep",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["pending", "done", "blocked"])), name="erasure_step_state_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(condition=models.Q(("covers__in", COVERS)), name="hold_covers_known"),
        ),
    ]
