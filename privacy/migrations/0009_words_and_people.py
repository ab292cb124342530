"""The ledger knows its words, and minors and people whose data rests are found fast."""

from django.db import migrations, models

CATEGORIES = ["persona", "social_graph", "interest_graph", "contact", "transactions", "content"]
BASES = ["consent", "contract", "legitimate_interest", "public"]


class Migration(migrations.Migration):
    dependencies = [("privacy", "0008_shipped_notice")]

    operations = [
        migrations.AddConstraint(
            model_name="consentevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("category__in", CATEGORIES)), name="consent_category_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="consentevent",
            constraint=models.CheckConstraint(condition=models.Q(("basis__in", BASES)), name="consent_basis_known"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("of_age_on__isnull", False)), fields=["of_age_on"], name="person_minor"
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("restricted_at__isnull", False)), fields=["restricted_at"], name="person_restricted"
            ),
        ),
    ]
