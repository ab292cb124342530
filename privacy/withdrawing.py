"""A person says no: what they consented to is withdrawn (GDPR art. 7(3)), what rests on anything else is objected to.

An objection (art. 21) is the stronger act, so it is never inferred where a consent was there to be withdrawn.
"""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import transaction

from crmsocial.constituents.models import Basis
from crmsocial.core.database.deadlocks import again_after_deadlock
from crmsocial.core.models import User

from . import acts, ledger
from .circumstances import database_now
from .fold import Act, Kind
from .locks import hold_constituents
from .models import Account, Category, ConsentEvent, ConsentState
from .projection import verdicts_of
from .subjects import Subject

#: Codes of an ALLOW that the person's own consent gives.
OWN_CONSENT = frozenset({"consent_given", "looked_for"})
#: Platform, purpose, state and lawful basis of an act that is to be written.
_Words = tuple[str, str, str, str]


def withdraw(
    *, constituent_id: UUID, platform: str, purpose: str, actor: User | None, method: str, proof: str = ""
) -> list[ConsentEvent]:
    """Record that the person wants this to end, for one platform and purpose or (empty) for every one.

    One act for what was named: a withdrawal if they ever consented to any of it, else an objection. Beside a withdrawal
    stands one objection for each platform and purpose within it that was permitted without their consent.
    """
    return again_after_deadlock(
        lambda: _withdraw(
            constituent_id=constituent_id, platform=platform, purpose=purpose, actor=actor, method=method, proof=proof
        )
    )


def _withdraw(
    *, constituent_id: UUID, platform: str, purpose: str, actor: User | None, method: str, proof: str
) -> list[ConsentEvent]:
    with transaction.atomic():
        # What a decision is linking to them right now is theirs to refuse too.
        hold_constituents([constituent_id])
        words = _words(constituent_id, platform, purpose)
        moment, keys = database_now(), [f"withdraw:{uuid4()}" for _ in words]
        ledger.record_many(
            [
                ledger.NewAct(
                    subject=Subject(constituent_id=constituent_id),
                    platform=where,
                    purpose=use,
                    state=state,
                    basis=basis,
                    method=method,
                    event_time=moment,
                    proof=proof,
                    idempotency_key=key,
                )
                for key, (where, use, state, basis) in zip(keys, words, strict=True)
            ],
            actor=actor,
        )
        return list(ConsentEvent.objects.filter(idempotency_key__in=keys).order_by("pk"))


def _words(constituent_id: UUID, platform: str, purpose: str) -> list[_Words]:
    accounts = list(Account.objects.filter(constituent_id=constituent_id))
    without = _without_consent(accounts, platform, purpose)
    if not _ever_consented(constituent_id, accounts, platform, purpose):
        bases = set(without.values())
        basis = bases.pop() if len(bases) == 1 else str(Basis.LEGITIMATE_INTEREST)
        return [(platform, purpose, ConsentState.OBJECTED, basis)]
    objections: list[_Words] = [(*cell, ConsentState.OBJECTED, basis) for cell, basis in sorted(without.items())]
    return [(platform, purpose, ConsentState.WITHDRAWN, Basis.CONSENT), *objections]


def _without_consent(accounts: list[Account], platform: str, purpose: str) -> dict[tuple[str, str], str]:
    """What is permitted now although the person did not consent to it: platform and purpose, with the basis."""
    found: dict[tuple[str, str], str] = {}
    for account in accounts:
        if platform not in ("", account.platform):
            continue
        for use, verdict in verdicts_of(account).items():
            if verdict.allowed and verdict.code not in OWN_CONSENT and purpose in ("", use):
                # Opt-in pairs rest on the consent of those who are looked for, which is not this person's.
                own = verdict.basis != Basis.CONSENT
                found[account.platform, use] = verdict.basis if own else str(Basis.LEGITIMATE_INTEREST)
    return found


def _ever_consented(constituent_id: UUID, accounts: list[Account], platform: str, purpose: str) -> bool:
    """A consent that ended or was withdrawn before counts: saying so once more is no objection."""
    by_account = acts.of_accounts({bytes(account.account_hash) for account in accounts})
    said = [act for each in by_account.values() for act in each] + acts.of_constituents([constituent_id])[
        constituent_id
    ].acts
    return any(act.kind is Kind.GIVEN and _is_meant(act, platform, purpose) for act in said)


def _is_meant(act: Act, platform: str, purpose: str) -> bool:
    if act.category == Category.CONTACT:
        # Only a no to everything is one to being contacted too (privacy.contact).
        return not platform and not purpose
    overlaps = (not platform or act.platform in ("", platform)) and (not purpose or act.purpose in ("", purpose))
    return act.category == Category.PERSONA and overlaps
