"""The hierarchy of trust that the product ships, as version 1 of each attribute's rule, frozen as it was then."""

from django.db import migrations

RECORDS = [
    "self",
    "staff",
    "crm",
    "donor_database",
    "ticketing",
    "volunteers",
    "email_list",
    "public_list",
    "network",
    "bought",
]
REACHED = ["self", "staff", "ticketing", "crm", "donor_database", "email_list", "volunteers", "public_list", "bought"]
PUBLISHED = ["self", "staff", "public_list", "crm", "donor_database", "ticketing", "volunteers", "email_list", "bought"]
PRECEDENCE = {
    **dict.fromkeys(
        [
            "name",
            "given_name",
            "family_name",
            "other_name",
            "address",
            "city",
            "state",
            "country",
            "birth_date",
            "gender",
            "website",
            "handle",
            "bio",
            "location",
            "language",
        ],
        RECORDS,
    ),
    **dict.fromkeys(["email", "phone"], REACHED),
    **dict.fromkeys(["organisation", "role"], PUBLISHED),
}
SEVERAL = {"other_name", "email", "phone", "website", "handle"}


def seed(apps, schema_editor):
    rule = apps.get_model("consolidation", "SurvivorshipRule")
    rule.objects.bulk_create(
        [
            rule(attribute=attribute, version=1, precedence=order, keeps_several=attribute in SEVERAL)
            for attribute, order in PRECEDENCE.items()
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("consolidation", "0002_guards")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
