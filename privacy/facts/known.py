"""Who a constituent's id means today, and what was said by and about them, for calls from outside."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from crmsocial.constituents.models import Constituent, ConstituentState

from ..models import Account, ConsentEvent
from ..screens.person_state import canonical, subject_ids


def current_id(constituent_id: UUID) -> UUID | None:
    """The id of today; None for an id that never was one and for a person who is erased, by the same two queries."""
    pk = canonical(constituent_id)
    return pk if Constituent.objects.filter(pk=pk, state=ConstituentState.ACTIVE).exists() else None


def acts_about(constituent_id: UUID) -> QuerySet[ConsentEvent]:
    """Acts of the person, under former ids too, and of the accounts that they hold."""
    hashes = Account.objects.filter(constituent_id=constituent_id).values_list("account_hash", flat=True)
    rows = ConsentEvent.objects.select_related("notice")
    mine = rows.filter(constituent_id__in=subject_ids(constituent_id))
    return mine | rows.filter(account_hash__in=[bytes(one) for one in hashes])
