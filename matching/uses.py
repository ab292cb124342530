"""What matching does with people's data, as notices must tell it."""

from __future__ import annotations

from crmsocial.constituents.models import Basis
from privacy.models import Category, Purpose
from privacy.register.uses import CONSENT_ONLY, EVERY_BASIS, Use, register

register(Use("matching.candidates", Category.PERSONA, Purpose.IDENTITY_MATCHING, EVERY_BASIS, where="matching"))
register(
    Use(
        "matching.own_records",
        Category.CONTACT,
        Purpose.IDENTITY_MATCHING,
        (Basis.CONTRACT, Basis.LEGITIMATE_INTEREST),
        where="matching.scope",
    )
)
register(Use("matching.integrations", Category.PERSONA, Purpose.EXPORT, CONSENT_ONLY, where="matching.api"))
register(Use("matching.utility_handed_out", Category.PERSONA, Purpose.EXPORT, CONSENT_ONLY, where="matching.utility"))
register(Use("matching.utility", Category.PERSONA, Purpose.PROFILE_VIEW, EVERY_BASIS, where="matching.utility"))
