"""What the stewards' desk does with people's data, as notices must tell it."""

from __future__ import annotations

from privacy.models import Category, Purpose
from privacy.register.uses import EVERY_BASIS, Use, register

register(Use("review.queue", Category.PERSONA, Purpose.IDENTITY_MATCHING, EVERY_BASIS, where="review"))
