"""Placing, reviewing and lifting holds."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crmsocial.constituents.models import Source
from crmsocial.core import audit
from crmsocial.core.errors import Conflict, InvalidInput
from crmsocial.core.models import User

from .. import services as people
from ..admins import require_admin
from ..models import Category, Hold
from . import resuming
from .grounds import GROUNDS
from .reading import EVERYTHING

_ADMINS_ALONE = gettext_lazy("Only a privacy admin places and lifts holds.")


@transaction.atomic
def place(
    *,
    actor: User,
    ground: str,
    review_on: date,
    constituent_id: UUID | None = None,
    source: Source | None = None,
    covers: str = EVERYTHING,
    note: str = "",
) -> Hold:
    """Keep a person, or a whole source, from being erased and swept.

    It is placed for a time: at ``review_on`` somebody must look whether it is still needed. Raises InvalidInput unless
    exactly one of person and source is named, on a ground that the law knows.
    """
    require_admin(actor, _ADMINS_ALONE)
    if (constituent_id is None) == (source is None):
        raise InvalidInput(_("Say whom or which source the hold is about: one of them."))
    if ground not in GROUNDS or covers not in (EVERYTHING, *Category.values):
        raise InvalidInput(_("Choose a ground and what must stay. Nothing was changed."))
    hold = Hold.objects.create(
        constituent_id=people.existing(constituent_id) if constituent_id else None,
        source=source,
        covers=covers,
        ground=ground,
        note=note,
        placed_by=actor,
        review_on=review_on,
    )
    _audit("hold.placed", hold, actor, {"covers": covers, "ground": ground, "review_on": str(review_on)})
    return hold


@transaction.atomic
def review(*, hold: Hold, actor: User, review_on: date) -> None:
    """Say that the hold is still needed, and when to look again."""
    require_admin(actor, _ADMINS_ALONE)
    if not Hold.objects.filter(pk=hold.pk, lifted_at__isnull=True).update(review_on=review_on):
        raise Conflict(_("The hold was lifted meanwhile."))
    _audit("hold.reviewed", hold, actor, {"review_on": str(review_on)})


@transaction.atomic
def lift(*, hold: Hold, actor: User) -> int:
    """End the hold; erasures that waited for it go on. Returns how many of them were waiting."""
    require_admin(actor, _ADMINS_ALONE)
    if not Hold.objects.filter(pk=hold.pk, lifted_at__isnull=True).update(lifted_at=Now(), lifted_by=actor):
        raise Conflict(_("The hold was lifted meanwhile."))
    resumed = resuming.resume_blocked()
    _audit("hold.lifted", hold, actor, {"resumed": resumed})
    return resumed


def _audit(verb: str, hold: Hold, actor: User, details: dict[str, object]) -> None:
    subject = {"constituent": str(hold.constituent_id)} if hold.constituent_id else {"source": hold.source_id}
    audit.record(verb=verb, object_type="hold", object_id=hold.pk, actor=actor, details={**subject, **details})
