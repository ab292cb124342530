"""A person says no: what they consented to is withdrawn (GDPR art. 7(3)), what rests on anything else is objected to.

An objection (art. 21) is the stronger act, so it is never inferred where a consent was there to be withdrawn.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from crmsocial.constituents.models import Basis
from crmsocial.core.database.deadlocks import again_after_deadlock
from crmsocial.core.errors import InvalidInput
from crmsocial.core.models import User

from .. import ledger
from ..judging.circumstances import database_now
from ..models import Account, Category, ConsentEvent, ConsentState, Purpose
from ..projecting.locks import hold_constituents
from ..projection import verdicts_of_many
from ..reaching.contact import CHANNELS
from . import acts
from .fold import Act, Kind
from .subjects import Subject

#: Codes of an ALLOW that the person's own consent gives.
OWN_CONSENT = frozenset({"consent_given", "looked_for"})


@dataclass(frozen=True, slots=True)
class _What:
    """What the person no longer wants; empty means every one."""

    category: str
    platform: str = ""
    purpose: str = ""
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Words:
    """An act that is to be written."""

    what: _What
    state: str
    basis: str


def withdraw(
    *,
    constituent_id: UUID,
    actor: User | None,
    method: str,
    platform: str = "",
    purpose: str = "",
    category: str = "",
    channels: Collection[str] = (),
    proof: str = "",
) -> list[ConsentEvent]:
    """Record that the person wants this to end, for one platform and purpose or (empty) for every one.

    ``category`` is a ``Category``: persona unless said otherwise, and a no to the persona for every platform and
    purpose is a no to everything. ``channels`` of ``contact.CHANNELS`` are those over which the person no longer wants
    to be contacted (category contact; none: every one).

    One act for what was named: a withdrawal if they ever consented to any of it, else an objection. Beside a withdrawal
    stands one objection for each platform and purpose (or, of contact, for the channels) within it that was open
    without their consent. Raises InvalidInput for words that do not fit together.
    """
    what = _meant(platform, purpose, category, channels)
    return again_after_deadlock(
        lambda: _withdraw(constituent_id=constituent_id, what=what, actor=actor, method=method, proof=proof)
    )


def _meant(platform: str, purpose: str, category: str, channels: Collection[str]) -> _What:
    category = category or (Category.CONTACT if channels else Category.PERSONA)
    if category not in Category.values or not set(channels) <= set(CHANNELS):
        raise InvalidInput(_("There is no such category or channel. Nothing was changed."))
    if channels and category != Category.CONTACT:
        raise InvalidInput(_("Channels belong to contact details alone. Nothing was changed."))
    if category != Category.CONTACT:
        return _What(category, platform, purpose)
    if platform or purpose not in ("", Purpose.CONTACT):
        raise InvalidInput(_("Being contacted is withdrawn by channel, not by platform or purpose."))
    return _What(category, purpose=Purpose.CONTACT, channels=tuple(name for name in CHANNELS if name in channels))


def _withdraw(*, constituent_id: UUID, what: _What, actor: User | None, method: str, proof: str) -> list[ConsentEvent]:
    with transaction.atomic():
        # What a decision is linking to them right now is theirs to refuse too.
        hold_constituents([constituent_id])
        words = (
            _contact_words(constituent_id, what) if what.category == Category.CONTACT else _words(constituent_id, what)
        )
        moment, keys = database_now(), [f"withdraw:{uuid4()}" for _each in words]
        ledger.record_many(
            [
                ledger.NewAct(
                    subject=Subject(constituent_id=constituent_id),
                    platform=word.what.platform,
                    purpose=word.what.purpose,
                    category=word.what.category,
                    scopes=word.what.channels,
                    state=word.state,
                    basis=word.basis,
                    method=method,
                    event_time=moment,
                    proof=proof,
                    idempotency_key=key,
                )
                for key, word in zip(keys, words, strict=True)
            ],
            actor=actor,
        )
        return list(ConsentEvent.objects.filter(idempotency_key__in=keys).order_by("pk"))


def _words(constituent_id: UUID, what: _What) -> list[_Words]:
    accounts = list(Account.objects.filter(constituent_id=constituent_id))
    without = _without_consent(accounts, what)
    if not any(act.kind is Kind.GIVEN and _is_meant(act, what) for act in _said(constituent_id, accounts)):
        bases = set(without.values())
        basis = bases.pop() if len(bases) == 1 else str(Basis.LEGITIMATE_INTEREST)
        return [_Words(what, ConsentState.OBJECTED, basis)]
    objections = [
        _Words(_What(what.category, where, use), ConsentState.OBJECTED, basis)
        for (where, use), basis in sorted(without.items())
    ]
    return [_Words(what, ConsentState.WITHDRAWN, Basis.CONSENT), *objections]


def _contact_words(constituent_id: UUID, what: _What) -> list[_Words]:
    """Each channel by itself: one that was consented to is withdrawn, another is objected to."""
    said = [act for act in _said(constituent_id, []) if act.kind is Kind.GIVEN and act.category == Category.CONTACT]
    asked = what.channels or tuple(CHANNELS)
    agreed = tuple(name for name in asked if any(not act.scopes or name in act.scopes for act in said))
    rest = tuple(name for name in asked if name not in agreed)
    if not agreed:
        return [_Words(what, ConsentState.OBJECTED, Basis.LEGITIMATE_INTEREST)]
    if not what.channels:
        # A no to every channel is one act, which also speaks of channels that are yet to come.
        return [_Words(what, ConsentState.WITHDRAWN, Basis.CONSENT)]
    words = [_Words(_What(what.category, purpose=what.purpose, channels=agreed), ConsentState.WITHDRAWN, Basis.CONSENT)]
    if rest:
        others = _What(what.category, purpose=what.purpose, channels=rest)
        words.append(_Words(others, ConsentState.OBJECTED, Basis.LEGITIMATE_INTEREST))
    return words


def _without_consent(accounts: list[Account], what: _What) -> dict[tuple[str, str], str]:
    """What is permitted now although the person did not consent to it: platform and purpose, with the basis."""
    found: dict[tuple[str, str], str] = {}
    if what.category != Category.PERSONA:
        return found
    meant = [account for account in accounts if what.platform in ("", account.platform)]
    for account, verdicts in zip(meant, verdicts_of_many(meant), strict=True):
        for use, verdict in verdicts.items():
            if verdict.allowed and verdict.code not in OWN_CONSENT and what.purpose in ("", use):
                # Opt-in pairs rest on the consent of those who are looked for, which is not this person's.
                own = verdict.basis != Basis.CONSENT
                found[account.platform, use] = verdict.basis if own else str(Basis.LEGITIMATE_INTEREST)
    return found


def _said(constituent_id: UUID, accounts: list[Account]) -> list[Act]:
    by_account = acts.of_accounts({bytes(account.account_hash) for account in accounts})
    spoken = acts.of_constituents([constituent_id])[constituent_id].acts
    return [act for each in by_account.values() for act in each] + spoken


def _is_meant(act: Act, what: _What) -> bool:
    """A consent that ended or was withdrawn before counts: saying so once more is no objection."""
    everything = what == _What(Category.PERSONA)
    if act.category != what.category:
        return everything
    in_platform = not what.platform or act.platform in ("", what.platform)
    return in_platform and (not what.purpose or act.purpose in ("", what.purpose))
