"""Corrections: what the person says is right, above whatever a source says. The requests desk sets and ends them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from crmsocial.constituents.ids import resolve_id
from crmsocial.constituents.models import Constituent
from crmsocial.core import audit
from crmsocial.core.errors import Conflict, InvalidInput, NotFound
from crmsocial.core.models import User
from privacy.requests.registry import Correctable, CorrectionView

from . import attributes, selectors, services
from .models import Correction

#: What an account says of itself is corrected where it is said, or by unlinking the account.
_OF_ACCOUNTS = frozenset({attributes.HANDLE, "bio", "location"})
CORRECTABLE = tuple(name for name in attributes.ATTRIBUTES if name not in _OF_ACCOUNTS)
LONGEST = 500


def correctable(constituent_id: UUID) -> list[Correctable]:
    """The attributes that may be corrected, with what our own records and earlier corrections say now."""
    profile = selectors.profile(constituent_id)
    found = []
    for name in CORRECTABLE:
        view = profile.get(name)
        values = tuple(claim.value for claim in view.shown) if view else ()
        attribute = attributes.ATTRIBUTES[name]
        found.append(Correctable(name, str(attribute.label), values, attribute.several))
    return found


def correct(
    *, constituent_id: UUID, attribute: str, values: Sequence[str], actor: User | None, request_id: UUID
) -> None:
    """Lock an attribute of a constituent to these values; what locked it before ends. The profile follows at once.

    Raises InvalidInput for an attribute that cannot be corrected, or that holds one value and is given several, or
    none; NotFound for a constituent that is gone.
    """
    chosen = _checked(attribute, values)
    with transaction.atomic():
        pk = _lock(constituent_id)
        selectors.corrections(pk).filter(attribute=attribute).update(ended_at=Now(), ended_by=actor)
        try:
            with transaction.atomic():
                Correction.objects.bulk_create(
                    Correction(
                        constituent_id=pk,
                        attribute=attribute,
                        value=value,
                        value_key=key,
                        request_id=request_id,
                        set_by=actor,
                    )
                    for key, value in chosen.items()
                )
        except IntegrityError as error:
            raise Conflict(_("Somebody corrected this at the same moment. Look at it again.")) from error
        _audit("correction.set", pk, actor, attribute=attribute, request=request_id, values=len(chosen))
        services.refresh(constituent_ids=[pk])


def end(*, correction_id: UUID, request_id: UUID, actor: User | None) -> None:
    """Let the sources speak again. Raises NotFound where this request made no such correction that stands."""
    with transaction.atomic():
        mine = Correction.objects.filter(pk=correction_id, request_id=request_id, ended_at__isnull=True)
        row = mine.select_for_update().first()
        if row is None:
            raise NotFound(_("There is no such correction in force. Nothing was changed."))
        Correction.objects.filter(pk=row.pk).update(ended_at=Now(), ended_by=actor)
        _audit("correction.ended", row.constituent_id, actor, attribute=row.attribute, request=request_id)
        if holder := resolve_id(row.constituent_id):
            services.refresh(constituent_ids=[holder])


def of_request(request_id: UUID) -> list[CorrectionView]:
    """What a request corrected, in order."""
    rows = Correction.objects.filter(request_id=request_id).order_by("set_at", "pk")
    return [
        CorrectionView(row.pk, attributes.label_of(row.attribute), row.value, row.set_at, row.ended_at) for row in rows
    ]


def _checked(attribute: str, values: Sequence[str]) -> Mapping[str, str]:
    if attribute not in CORRECTABLE:
        raise InvalidInput(_("“%(name)s” is nothing that can be corrected here.") % {"name": attribute})
    declared = attributes.ATTRIBUTES[attribute]
    given = [value.strip() for value in values if value.strip()]
    chosen = {key: value for value in given if (key := declared.key(value))}
    if not chosen:
        raise InvalidInput(_("%(label)s: write what is right. Nothing was changed.") % {"label": declared.label})
    if len(chosen) > 1 and not declared.several:
        raise InvalidInput(_("%(label)s has one value. Write one line.") % {"label": declared.label})
    if any(len(value) > LONGEST for value in given):
        raise InvalidInput(
            _("%(label)s: no more than %(most)s characters.") % {"label": declared.label, "most": LONGEST}
        )
    return chosen


def _lock(constituent_id: UUID) -> UUID:
    pk = resolve_id(constituent_id)
    locked = (
        pk and Constituent.objects.select_for_update(no_key=True).filter(pk=pk).values_list("pk", flat=True).first()
    )
    if locked is None or resolve_id(locked) != locked:
        raise NotFound(_("There is no such constituent."))
    return locked


def _audit(verb: str, pk: UUID, actor: User | None, **details: object) -> None:
    audit.record(verb=verb, object_type="constituent", object_id=pk, actor=actor, details=details)
