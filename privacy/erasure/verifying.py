"""Proving once more, later, that what a manifest says still holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from crmsocial.core.errors import InvalidInput, NotFound

from .. import gate, signing
from ..models import Erasure
from . import manifest, planning, registry, running


@dataclass(frozen=True, slots=True)
class Finding:
    """What the search of one store says now. ``sees``: it found the row that was planted for it."""

    store: str
    label: str | Promise
    sees: bool
    left: int

    @property
    def holds(self) -> bool:
        """Whether nothing is there and the search could have seen it."""
        return self.sees and self.left == 0


def of_document(document: Any) -> tuple[dict[str, Any], Erasure]:
    """A manifest's payload and its erasure. Raises InvalidInput for a changed one, NotFound for one of elsewhere."""
    payload = signing.verify(document)
    if payload.get("type") != manifest.TYPE:
        raise InvalidInput(_("This is a signed document, but not the manifest of an erasure."))
    return payload, by_id(payload["erasure"])


def by_id(text: str) -> Erasure:
    """The complete erasure of this id, its own manifest verified. Raises NotFound, InvalidInput."""
    try:
        erasure = Erasure.objects.filter(pk=UUID(text)).first()
    except ValueError:
        erasure = None
    if erasure is None:
        raise NotFound(_("There is no erasure of this id in the database."))
    if erasure.manifest is None:
        raise InvalidInput(_("This erasure is not complete, so there is nothing to verify yet."))
    signing.verify(erasure.manifest)
    return erasure


def search_again(erasure: Erasure) -> Iterator[Finding]:
    """Search every store that is installed today, those that came after the erasure included."""
    subject = planning.subject_of(erasure)
    for store in registry.stores():
        if not planning.takes_part(store, subject):
            continue
        with gate.purpose("erasure", reason="verifying an erasure"), transaction.atomic():
            yield Finding(store.name, store.label, running.sees_planted(store, subject), store.count(subject))
