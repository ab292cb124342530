"""What privacy's own parts do with people's data, as notices must tell it."""

from __future__ import annotations

from ..models import Category, Purpose
from .uses import CONSENT_ONLY, Use, register

register(Use("privacy.contact", Category.CONTACT, Purpose.CONTACT, CONSENT_ONLY, where="privacy.reaching"))
register(Use("privacy.exports", Category.PERSONA, Purpose.EXPORT, CONSENT_ONLY, where="privacy.exports"))
