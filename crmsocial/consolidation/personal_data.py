"""What the tables of profiles hold."""

from __future__ import annotations

from privacy.models import Category
from privacy.register.personal_data import declare

CONTACT = Category.CONTACT.value

declare("consolidation.SurvivorshipRule", policy="none", plain=("attribute", "precedence"))
declare("consolidation.Profile", policy="derived", personal={"sort_name": CONTACT}, plain=("input_hash",))
declare(
    "consolidation.Claim",
    policy=("rls", "derived"),
    personal={"value": CONTACT, "value_key": CONTACT},
    plain=("attribute", "origin", "rule"),
)
declare(
    "consolidation.Correction",
    policy="payload",
    personal={"value": CONTACT, "value_key": CONTACT},
    plain=("attribute",),
)
