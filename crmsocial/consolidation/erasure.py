"""Stores of this app: what was computed of a person.

Links come before, and with them the profile of whoever held an account is computed again; constituents are marked
first, so nothing is computed of them any more. What these stores find is what no computation took away.
"""

from __future__ import annotations

from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from privacy.erasure import registry
from privacy.erasure.stores import ErasureSubject
from privacy.erasure.tables import TableStore
from privacy.models import Category

from .models import Claim, Correction, Profile


class ClaimStore(TableStore):
    """Claims of the constituent, and those that an account makes of anybody."""

    name = "consolidation.claims"
    label = _("Values of profiles")
    position = 40
    model = Claim
    columns = {"constituent_id": "constituent_ids", "persona_id": "persona_ids"}
    category = Category.CONTACT

    def plant(self, subject: ErasureSubject) -> None:
        """A claim."""
        Claim.objects.create(
            constituent_id=subject.erasure_id,
            attribute="name",
            value="planted",
            value_key="planted",
            origin="staff",
            persona_id=subject.erasure_id,
            observed_at=Now(),
            rank=1,
            rule="",
        )


class ProfileStore(TableStore):
    """The profile's own row, which has the name for lists."""

    name = "consolidation.profiles"
    label = _("Profiles")
    position = 41
    model = Profile
    columns = {"pk": "constituent_ids"}
    category = Category.CONTACT

    def plant(self, subject: ErasureSubject) -> None:
        """A profile."""
        Profile.objects.create(constituent_id=subject.erasure_id, input_hash="")


class CorrectionStore(TableStore):
    """What the person said is right."""

    name = "consolidation.corrections"
    label = _("Corrections by the person")
    position = 43
    model = Correction
    columns = {"constituent_id": "constituent_ids"}
    category = Category.CONTACT

    def plant(self, subject: ErasureSubject) -> None:
        """A correction."""
        Correction.objects.create(
            constituent_id=subject.erasure_id,
            attribute="name",
            value="planted",
            value_key="planted",
            request_id=subject.erasure_id,
        )


def register() -> None:
    """Enter these stores."""
    for store in (ClaimStore(), ProfileStore(), CorrectionStore()):
        registry.register(store)
