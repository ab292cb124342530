"""Stores of this app: candidates with their evidence, and what match runs keep of people."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from privacy.erasure import registry
from privacy.erasure.stores import ErasureSubject
from privacy.erasure.tables import AT_ONCE, TableStore, delete_some, sought
from privacy.models import Category

from . import freezing, leftovers, shared_sides
from .models import Band, Candidate, Evidence, MatchRun, ModelVersion, RunChunk, SnapshotRecord
from .states import OPEN_RUNS

RUN_OPEN = "run_open"
_SIDES = {"persona_id": "persona_ids", "constituent_id": "constituent_ids", "identity_id": "identity_ids"}


class EvidenceStore(TableStore):
    """What was compared: values of both sides."""

    name = "matching.evidence"
    label = _("Evidence of candidates")
    position = 33
    model = Evidence
    category = Category.PERSONA

    def rows(self, subject: ErasureSubject) -> QuerySet[Evidence]:
        """Evidence of candidates on either side of which the subject stands."""
        candidates = set(CandidateStore().rows(subject).values_list("pk", flat=True))
        return Evidence.objects.filter(pk__in=candidates | {subject.erasure_id})

    def plant(self, subject: ErasureSubject) -> None:
        """Evidence of a candidate that is not there."""
        Evidence.objects.create(candidate_id=subject.erasure_id, persona_id=subject.erasure_id, rows=[])


class CandidateStore(TableStore):
    """Scored pairs on either side of which the subject stands."""

    name = "matching.candidates"
    label = _("Candidates")
    position = 34
    model = Candidate
    columns = _SIDES
    category = Category.PERSONA

    def plant(self, subject: ErasureSubject) -> None:
        """A candidate of nobody with nobody."""
        Candidate.objects.create(
            persona_id=subject.erasure_id,
            constituent_id=subject.erasure_id,
            identity_id=subject.erasure_id,
            record_id=subject.erasure_id,
            platform="other",
            source_id=0,
            probability=0.5,
            weight=0,
            rank=1,
            band=Band.DO_NOT_APPEND,
        )


class ChunkStore(TableStore):
    """Ids of accounts in the parts of match runs. A part that is just being scored reads each account anew."""

    name = "matching.chunks"
    label = _("Accounts listed in match runs")
    position = 35
    model = RunChunk
    columns = {}
    category = Category.PERSONA

    def rows(self, subject: ErasureSubject) -> QuerySet[RunChunk]:
        """Parts that name an account."""
        return RunChunk.objects.filter(persona_ids__overlap=sought(subject, "persona_ids"))

    def erase(self, subject: ErasureSubject) -> int:
        """Take the ids out; the part stays, with what it counted."""
        gone = set(sought(subject, "persona_ids"))
        chunks = list(self.rows(subject).select_for_update().order_by("pk")[:AT_ONCE])
        for chunk in chunks:
            chunk.persona_ids = [one for one in chunk.persona_ids if one not in gone]
        RunChunk.objects.bulk_update(chunks, ["persona_ids"])
        return len(chunks)

    def plant(self, subject: ErasureSubject) -> None:
        """A part of a run that is not there."""
        RunChunk.objects.create(run_id=subject.erasure_id, number=1, persona_ids=[subject.erasure_id])


class RunStore(TableStore):
    """What runs froze: ids of the records they stand on, and names in their models.

    An open run has the records of its snapshot in the memory of workers, and writes what it learns of them into its
    model. So where the person stands in it, this waits for its end, which takes the names out of the model. A run that
    was interrupted loses them here, and prepares again if it is resumed. Scores go on naming the version they are
    of; its weights stay, which are sums over everybody.
    """

    name = "matching.runs"
    label = _("Snapshots and models of match runs")
    position = 89
    model = SnapshotRecord
    columns = {"identity_id": "identity_ids", "constituent_id": "constituent_ids"}
    category = Category.CONTACT

    @property
    def covers(self) -> tuple[str, ...]:
        """Snapshots and models."""
        return ("matching.SnapshotRecord", "matching.ModelVersion")

    def blocked(self, subject: ErasureSubject) -> str:
        """Besides a hold: an open run that the person stands in."""
        # Taking a snapshot holds the run's row: whoever is just doing that is waited for.
        list(MatchRun.objects.select_for_update(of=("self",)).filter(state__in=OPEN_RUNS).values_list("pk"))
        standing = self.rows(subject).filter(run__state__in=OPEN_RUNS).exists()
        # A run that looks up takes no snapshot; its model may count anybody's names.
        standing |= MatchRun.objects.filter(state__in=OPEN_RUNS, parameters__by_index=True).exists()
        return super().blocked(subject) or (RUN_OPEN if standing else "")

    def count(self, subject: ErasureSubject) -> int:
        """Records of snapshots that name the person, and models that keep names though no open run needs them."""
        return self.rows(subject).count() + self._with_names(subject).count()

    def erase(self, subject: ErasureSubject) -> int:
        """Forget both; an interrupted run loses its prepared sides whole, and prepares again if it is resumed."""
        for run_id in set(self.rows(subject).values_list("run_id", flat=True)):
            shared_sides.drop(run_id)
        leftovers.sweep()
        return freezing.forget_names(self._with_names(subject)) + delete_some(self.rows(subject))

    def _with_names(self, subject: ErasureSubject) -> QuerySet[ModelVersion]:
        # For the accounts alone there is nothing to do: models count the names of constituents.
        return freezing.unneeded() if subject.constituent_ids else freezing.unneeded().filter(pk=_planted(subject))

    def plant(self, subject: ErasureSubject) -> None:
        """A record in the snapshot of a run that is not there, and a model with names."""
        SnapshotRecord.objects.create(
            run_id=subject.erasure_id,
            record_id=subject.erasure_id,
            identity_id=subject.erasure_id,
            constituent_id=subject.erasure_id,
            source_id=0,
            third_party=False,
        )
        ModelVersion.objects.create(version=_planted(subject), body=b"", content_hash=subject.erasure_id.hex)


def _planted(subject: ErasureSubject) -> str:
    return f"planted-{subject.erasure_id.hex}"[:40]


def register() -> None:
    """Enter these stores."""
    for store in (EvidenceStore(), CandidateStore(), ChunkStore(), RunStore()):
        registry.register(store)
