"""What the computing of profiles does with people's data, as notices must tell it."""

from __future__ import annotations

from privacy.models import Category, Purpose
from privacy.register.uses import EVERY_BASIS, Use, register

register(
    Use("consolidation.profile", Category.PERSONA, Purpose.PROFILE_VIEW, EVERY_BASIS, where="crmsocial.consolidation")
)
