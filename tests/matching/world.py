"""A small town of fictional people, and accounts that some of them hold."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import F

from crmsocial.core.jobs import worker
from crmsocial.core.models import Job, JobState
from crmsocial.personas.models import Persona
from matching.models import Candidate, MatchRun
from privacy.gate import purpose
from tests.factories import identity as people

PEOPLE = [
    ("Amelia", "Thornbury", "Bath"), ("Bastian", "Okonkwo", "Leeds"), ("Clarissa", "Vandermeer", "York"),
    ("Dmitri", "Halvorsen", "Hull"), ("Eleanor", "Quigley", "Derby"), ("Farouk", "Lindqvist", "Truro"),
    ("Gwendolyn", "Ashdown", "Wells"), ("Horatio", "Pemberton", "Ely"), ("Imogen", "Castellano", "Ripon"),
    ("Jasper", "Mulholland", "Bath"), ("Katarina", "Brightwater", "Leeds"), ("Leopold", "Fairweather", "York"),
]  # fmt: skip


@dataclass(frozen=True)
class Holder:
    """A person of the town and the account they hold."""

    constituent_id: UUID
    persona: Persona


def town(count: int = 6, *, platform: str = "mastodon") -> list[Holder]:
    """``count`` constituents, each with an account whose holder consented to be matched."""
    holders = []
    for given, family, city in PEOPLE[:count]:
        values = {"given_name": given, "family_name": family, "full_name": f"{given} {family}", "city": city}
        constituent = people.constituent(values)
        handle = f"{given}{family}".lower()
        persona = people.persona(platform=platform, handle=handle, display_name=f"{given} {family}", location=city)
        holders.append(Holder(constituent, persona))
    return holders


def crowd(count: int) -> None:
    """Many more constituents whom no account resembles, so that there is something to compare with."""
    for number in range(count):
        people.constituent({"given_name": f"Zz{number}", "family_name": f"Xqv{number}", "city": "Nowhere"})


def work_off(run: MatchRun, *, until: str = "") -> MatchRun:
    """Do the run's jobs in this process, in order, as a worker would; ``until`` stops at a state of the run."""
    while True:
        Job.objects.filter(state=JobState.QUEUED).update(run_after=run.created_at)
        due = Job.objects.filter(state=JobState.QUEUED).order_by(F("parent_id").asc(nulls_last=True), "pk").first()
        run.refresh_from_db()
        if due is None or run.state == until:
            return run
        worker.work(due.pk)


def candidates(**filters: object) -> list[Candidate]:
    """Candidates as the machinery sees them, permitted or not."""
    with purpose("upkeep", reason="tests"):
        rows = Candidate.objects.filter(**filters).select_related("evidence", "persona")
        return list(rows.order_by("persona_id", "rank"))


def candidate_of(holder: Holder) -> Candidate:
    """The candidate of the holder's own pair."""
    [found] = candidates(persona_id=holder.persona.pk, constituent_id=holder.constituent_id)
    return found
