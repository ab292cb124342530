"""Whether an act that somebody is about to record makes sense after what was said before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from ..judging.case import HOLDER
from ..judging.circumstances import database_now
from ..models import Account, Category, ConsentEvent, Purpose
from . import acts
from .fold import about, fold
from .states import senseless


def why_senseless(constituent_id: UUID, act: Mapping[str, Any]) -> str:
    """The sentence that refuses the act, or nothing. ``act``: state, and purpose, platform and category if any.

    An act about every purpose, or every platform, makes sense where it does for one of them. What was sent before with
    the same key is answered by the ledger.
    """
    if ConsentEvent.objects.filter(idempotency_key=act.get("idempotency_key", "")).exists():
        return ""
    spoken = acts.of_constituents([constituent_id])[constituent_id]
    accounts = Account.objects.filter(constituent_id=constituent_id).values_list("account_hash", flat=True)
    by_account = acts.of_accounts({bytes(digest) for digest in accounts})
    said = [*spoken.acts, *(one for each in by_account.values() for one in each)]
    purposes = [act["purpose"]] if act.get("purpose") else Purpose.values
    platforms = [act["platform"]] if act.get("platform") else ["", *{one.platform for one in said}]
    category, now = str(act.get("category") or Category.PERSONA), database_now()
    sentence = ""
    for purpose in purposes:
        for platform in platforms:
            relevant = about(said, purpose=purpose, platform=platform, category=category)
            standing = fold(relevant, now=now, canonical=HOLDER, merged_at=spoken.merged_at)
            refused = senseless(standing.state, act["state"])
            if refused is None:
                return ""
            sentence = str(refused)
    return sentence
