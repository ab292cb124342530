"""Stores of the apps below privacy: what sources said of a person, and that the person is known at all."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat, Now
from django.utils.translation import gettext_lazy as _

from crmsocial.constituents.models import (
    Constituent,
    ConstituentState,
    Interaction,
    InteractionKind,
    Source,
    SourceIdentity,
    SourceRecord,
)

from ..holds import EVERYTHING
from ..models import Category
from . import registry
from .stores import ErasureSubject
from .tables import AT_ONCE, TableStore, delete_some


class ConstituentStore(TableStore):
    """The constituent stays, as an id that says it was erased. It comes first: what is computed is not computed again.

    Former ids go on resolving to it, so that whoever asks by an old one learns the same.
    """

    name = "constituents.constituents"
    label = _("Constituents")
    position = 20
    model = Constituent
    columns = {"pk": "constituent_ids"}
    category = EVERYTHING

    def rows(self, subject: ErasureSubject) -> QuerySet[Constituent]:
        """Those that are not yet marked."""
        return super().rows(subject).exclude(state=ConstituentState.ERASED)

    def erase(self, subject: ErasureSubject) -> int:
        """Mark them."""
        return self.rows(subject).update(state=ConstituentState.ERASED)

    def plant(self, subject: ErasureSubject) -> None:
        """A constituent that is not marked."""
        Constituent.objects.create(pk=subject.erasure_id)


class InteractionStore(TableStore):
    """Everything between us and the person but money; of transactions the words.

    A hold on transactions keeps dates, amounts and the numbers that books name them by, and nothing more.
    """

    name = "constituents.interactions"
    label = _("Interactions")
    position = 80
    model = Interaction
    columns = {"identity_id": "identity_ids"}
    category = Category.CONTENT

    def rows(self, subject: ErasureSubject) -> QuerySet[Interaction]:
        """Interactions without an amount, and transactions with words."""
        return super().rows(subject).filter(Q(amount__isnull=True) | ~Q(summary=""))

    def erase(self, subject: ErasureSubject) -> int:
        """Delete the ones, take the words from the others."""
        gone = delete_some(self.rows(subject).filter(amount__isnull=True))
        worded = list(self.rows(subject).filter(amount__isnull=False).values_list("pk", flat=True)[:AT_ONCE])
        return gone + Interaction.objects.filter(pk__in=worded).update(summary="")

    def plant(self, subject: ErasureSubject) -> None:
        """A note."""
        _interaction(subject, kind=InteractionKind.NOTE)


class TransactionStore(TableStore):
    """Gifts, tickets and purchases: what has an amount."""

    name = "constituents.transactions"
    label = _("Transactions")
    position = 81
    model = Interaction
    columns = {"identity_id": "identity_ids"}
    category = Category.TRANSACTIONS

    def rows(self, subject: ErasureSubject) -> QuerySet[Interaction]:
        """Interactions with an amount."""
        return super().rows(subject).filter(amount__isnull=False)

    def erase(self, subject: ErasureSubject) -> int:
        """Delete them, and the bare identities that were kept for their sake."""
        gone = super().erase(subject)
        bare = SourceIdentity.objects.filter(pk__in=subject.identity_ids, external_id__startswith=SourceIdentity.BARE)
        delete_some(bare.filter(~Exists(Interaction.objects.filter(identity_id=OuterRef("pk")))))
        return gone

    def plant(self, subject: ErasureSubject) -> None:
        """A gift."""
        _interaction(subject, kind=InteractionKind.GIFT, amount=1, currency="EUR")


def _interaction(subject: ErasureSubject, **values: Any) -> None:
    Interaction.objects.create(identity_id=subject.erasure_id, external_id="planted", at=Now(), **values)


class RecordStore(TableStore):
    """Every version of every row that a source gave of the person."""

    name = "constituents.records"
    label = _("Source records")
    position = 82
    model = SourceRecord
    columns = {"identity_id": "identity_ids"}
    category = Category.CONTACT

    def erase(self, subject: ErasureSubject) -> int:
        """Delete some, newest versions included."""
        SourceIdentity.objects.filter(pk__in=subject.identity_ids, current_record__isnull=False).update(
            current_record=None
        )
        return super().erase(subject)

    def plant(self, subject: ErasureSubject) -> None:
        """A record."""
        SourceRecord.objects.create(
            identity_id=subject.erasure_id, values={}, content_hash=bytes(32), basis="legitimate_interest"
        )


class IdentityStore(TableStore):
    """What sources call the person. It comes last: memberships, records and interactions point at it.

    Where transactions are held, the row stays under its own id instead of what the source called it.
    """

    name = "constituents.identities"
    label = _("Source identities")
    position = 88
    model = SourceIdentity
    columns = {"pk": "identity_ids"}
    category = Category.CONTACT

    def rows(self, subject: ErasureSubject) -> QuerySet[SourceIdentity]:
        """Those that still say what a source calls the person."""
        return super().rows(subject).exclude(external_id__startswith=SourceIdentity.BARE)

    def erase(self, subject: ErasureSubject) -> int:
        """Delete those that nothing hangs on, and make the others bare."""
        held = Interaction.objects.filter(identity_id=OuterRef("pk"))
        bare = Concat(Value(SourceIdentity.BARE), Cast(F("pk"), CharField()))
        bared = self.rows(subject).filter(Exists(held)).update(external_id=bare)
        return bared + delete_some(self.rows(subject))

    def plant(self, subject: ErasureSubject) -> None:
        """An identity of a source made for it."""
        source = Source.objects.create(name=f"planted-{subject.erasure_id}")
        SourceIdentity.objects.create(pk=subject.erasure_id, source=source, external_id="planted")


def register() -> None:
    """Enter these stores."""
    for store in (ConstituentStore(), InteractionStore(), TransactionStore(), RecordStore(), IdentityStore()):
        registry.register(store)
