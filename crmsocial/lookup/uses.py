"""What search and the constituent's page do with people's data, as notices must tell it."""

from __future__ import annotations

from crmsocial.constituents.models import Basis
from privacy.models import Category, Purpose
from privacy.register.uses import CONSENT_ONLY, EVERY_BASIS, Use, register

register(Use("lookup.page", Category.PERSONA, Purpose.PROFILE_VIEW, EVERY_BASIS, where="crmsocial.lookup"))
register(
    Use(
        "lookup.timeline",
        Category.TRANSACTIONS,
        Purpose.PROFILE_VIEW,
        (Basis.CONTRACT, Basis.LEGITIMATE_INTEREST),
        where="crmsocial.lookup",
    )
)
register(Use("lookup.integrations", Category.PERSONA, Purpose.EXPORT, CONSENT_ONLY, where="crmsocial.lookup"))
