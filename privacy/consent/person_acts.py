"""One person's acts: which are theirs, and what they come to for a question."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from crmsocial.constituents.ids import current_id, with_former
from crmsocial.constituents.models import Basis

from ..judging import circumstances
from ..judging.judgement import HOLDER, Circumstances
from ..judging.verdicts import Verdict, allow, deny, unknown
from ..models import Account, Category, ConsentEvent, Purpose
from ..reaching import contact
from . import acts
from .fold import Kind, about, fold


def events_of(constituent_id: UUID) -> QuerySet[ConsentEvent]:
    """Every act of the constituent, of those merged into it, and about accounts that it holds, the newest first."""
    held = Account.objects.filter(constituent_id=constituent_id).values_list("account_hash", flat=True)
    return events_about(constituent_id, {bytes(digest) for digest in held})


def standing_of(event: ConsentEvent) -> list[tuple[str, Verdict]]:
    """What the same subject's acts come to today, for each purpose or channel the act speaks of: label and verdict."""
    if event.category == Category.CONTACT and event.constituent_id is not None:
        said = contact.verdicts(current_id(event.constituent_id))
        return [(str(contact.CHANNELS[name]), said[name]) for name in event.scopes or said if name in said]
    if event.constituent_id is not None:
        pk = current_id(event.constituent_id)
        spoken = acts.of_constituents([pk])[pk]
    else:
        spoken = acts.Spoken(acts.of_accounts({bytes(event.account_hash or b"")})[bytes(event.account_hash or b"")])
    around = circumstances.read()
    return [
        (str(Purpose(name).label), standing(name, event.platform, spoken, around, event.category))
        for name in ([event.purpose] if event.purpose else Purpose.values)
    ]


def standing(purpose: str, platform: str, spoken: acts.Spoken, around: Circumstances, category: str) -> Verdict:
    """What the acts alone come to; UNKNOWN where nothing was said."""
    said = about(spoken.acts, purpose=purpose, platform=platform, category=category)
    state = fold(said, now=around.now, canonical=HOLDER, merged_at=spoken.merged_at)
    if state.kind is Kind.GIVEN:
        return allow(state.code, basis=Basis.CONSENT).ending(state.until)
    return unknown(state.code) if state.kind is Kind.NONE else deny(state.code)


def events_about(pk: UUID, hashes: set[bytes]) -> QuerySet[ConsentEvent]:
    """Acts whose subject is the constituent, one that was merged into it, or one of the accounts; the newest first."""
    every = ConsentEvent.objects.select_related("actor", "notice")
    mine = every.filter(constituent_id__in=with_former(pk)) | every.filter(account_hash__in=list(hashes))
    return mine.order_by("-recorded_at", "-pk")
