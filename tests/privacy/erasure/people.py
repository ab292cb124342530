"""A person who came in by files and is known in every part of the product."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from crmsocial.constituents.models import SourceIdentity
from crmsocial.core import jobs
from crmsocial.core.models import Job, JobState
from crmsocial.identity import services as identity
from crmsocial.identity.models import Membership
from crmsocial.personas.models import Persona
from privacy.erasure import services
from privacy.gate import purpose
from privacy.models import Erasure, ErasureScope, ErasureState
from tests.crmsocial.intake.files import load, write
from tests.factories.identity import notice_in_force

PEOPLE = [
    ["constituent_id", "given_name", "family_name", "email", "phone", "city"],
    ["c1", "Ana", "Olsen", "Ana.Olsen@example.org", "(212) 555-0142", "Springfield"],
    ["c2", "Ben", "Park", "ben@example.org", "212-555-0143", "Springfield"],
]
ACCOUNTS = [
    ["platform", "username", "platform_user_id", "display_name", "discoverable", "indexable"],
    ["mastodon", "@ana_o@social.example", "m-1", "Ana Olsen", "true", "true"],
    ["mastodon", "@ben_p@social.example", "m-2", "Ben Park", "true", "true"],
]
GIFTS = [
    ["constituent_id", "interaction_id", "kind", "at", "amount", "currency", "summary"],
    ["c1", "g1", "gift", "2026-02-01", "50.00", "USD", "Spring appeal"],
    ["c1", "n1", "note", "2026-02-02", "", "", "Asked about the choir"],
    ["c2", "g2", "gift", "2026-02-03", "20.00", "USD", "Spring appeal"],
]


@dataclass(frozen=True)
class Known:
    """One person: constituent, source identity, account."""

    constituent_id: UUID
    identity_id: UUID
    persona_id: UUID


def town(folder: Path) -> tuple[Known, Known]:
    """Ana and Ben, each with records, gifts and a linked account."""
    notice_in_force()
    load(write(folder / "people.csv", PEOPLE))
    load(write(folder / "accounts.csv", ACCOUNTS), "personas", source_name="lists", basis="public")
    load(write(folder / "gifts.csv", GIFTS), "interactions")
    return _joined("c1", "m-1"), _joined("c2", "m-2")


def _joined(external_id: str, account_id: str) -> Known:
    identity_id = SourceIdentity.objects.get(external_id=external_id).pk
    constituent_id = Membership.objects.get(identity_id=identity_id, ended_at__isnull=True).constituent_id
    with purpose("upkeep", reason="test"):
        persona_id = Persona.objects.get(account_id=account_id).pk
    with purpose("identity_matching", reason="test"):
        identity.decide(
            persona_id=persona_id,
            constituent_id=constituent_id,
            verdict="same",
            reason="evidence_agrees",
            method="steward",
            actor=None,
        )
    return Known(constituent_id, identity_id, persona_id)


def erase(known: Known) -> Erasure:
    """Start to erase the person and work it off."""
    return worked_off(
        services.start(scope=ErasureScope.PERSON, origin="staff", actor=None, constituent_ids=[known.constituent_id])
    )


def work_of(erasure: Erasure) -> UUID:
    """The job that does the erasure."""
    assert erasure.job_id is not None
    return erasure.job_id


def worked_off(erasure: Erasure) -> Erasure:
    """Do what there is to do now."""
    for _slice in range(20):
        Job.objects.filter(pk=work_of(erasure), state=JobState.QUEUED).update(run_after=erasure.requested_at)
        jobs.work(work_of(erasure))
        erasure.refresh_from_db()
        if erasure.state in (ErasureState.COMPLETE, ErasureState.BLOCKED):
            break
    return erasure
