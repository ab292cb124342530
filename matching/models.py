"""Match runs, the frozen models they used, and the candidates they found. Candidates and evidence are guarded."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from crmsocial.constituents.models import Constituent, SourceIdentity
from crmsocial.core.fields import UUIDv7Field
from crmsocial.personas.models import Persona, Platform

from .index.models import IndexedRecord, IndexKeyA, IndexKeyB, IndexState, NarrowedKey  # noqa: F401 - found here


class ModelVersion(models.Model):
    """A frozen engine model: its version and hash name every score it gave."""

    version = models.CharField(max_length=40, primary_key=True, help_text="name and first digits of the hash")
    body = models.BinaryField(help_text="as written by the engine's Model.save")
    content_hash = models.CharField(max_length=64, unique=True, help_text="of the model as it was frozen, with names")
    names_kept = models.BooleanField(default=True, help_text="whether the body still counts constituents' names")
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.version


class RunState(models.TextChoices):
    """States of a match run; the permitted moves are in ``matching.states``."""

    QUEUED = "queued", _("Waiting")
    PREPARING = "preparing", _("Preparing")
    SCORING = "scoring", _("Scoring")
    FINISHING = "finishing", _("Finishing")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")
    FAILED = "failed", _("Failed")


class MatchRun(models.Model):
    """One pass over personas: a snapshot, split into chunks that workers score."""

    id = UUIDv7Field()
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.QUEUED)
    since_batch = models.UUIDField(null=True, help_text="only personas and records of this batch; empty for all")
    model = models.ForeignKey(ModelVersion, null=True, on_delete=models.PROTECT, related_name="runs")
    job_id = models.UUIDField(null=True)
    parameters = models.JSONField(
        default=dict, help_text="frozen when it was prepared, so that every worker decides alike"
    )
    summary = models.JSONField(
        default=dict, help_text="counts: personas, withheld by platform and reason, bands, rules"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=RunState.values), name="run_state_known"),
            models.UniqueConstraint(
                models.Value(1),
                condition=models.Q(state__in=["queued", "preparing", "scoring", "finishing"]),
                name="run_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M} {self.state}"


class SnapshotRecord(models.Model):
    """A source record as it stood on the left side when a run was prepared; ids only, dropped when the run has ended.

    Source records are immutable, so these rows let every worker rebuild the same left side while imports go on.
    """

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="snapshot")
    record_id = models.UUIDField()
    identity_id = models.UUIDField()
    constituent_id = models.UUIDField()
    source_id = models.BigIntegerField()
    third_party = models.BooleanField(help_text="bought or licensed data, which some platforms forbid to match with")

    def __str__(self) -> str:
        return str(self.record_id)


class RunChunk(models.Model):
    """Personas that one task scores. A chunk scored twice gives the same candidates."""

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    side = models.CharField(max_length=40, default="all", help_text="which part of the left side may be compared")
    persona_ids = ArrayField(models.UUIDField())
    scored_at = models.DateTimeField(null=True)
    candidates = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict, help_text="candidates by band and by rule")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="chunk_number_unique")]

    def __str__(self) -> str:
        return f"{self.run_id} #{self.number}"


class Band(models.TextChoices):
    """What the policy says of a candidate."""

    APPEND = "append", _("Append")
    REFER = "refer", _("Refer")
    DO_NOT_APPEND = "do_not_append", _("Do not append")


class CandidateState(models.TextChoices):
    """States of a candidate; the permitted moves are in ``matching.states``."""

    OPEN = "open", _("Open")
    DEFERRED = "deferred", _("Unsure")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    WITHHELD = "withheld", _("Withheld: not permitted")
    SUPERSEDED = "superseded", _("Superseded")


class Candidate(models.Model):
    """A scored pair (persona, constituent). Guarded by ``persona``. ``open`` rows are the review queue.

    A lease is two columns: who holds the pair and until when (database clock). ``lock_version`` rises with each change
    of score or state, and a decision names the one it was taken on.
    """

    id = UUIDv7Field()
    persona = models.ForeignKey(Persona, on_delete=models.CASCADE, related_name="candidates")
    constituent = models.ForeignKey(Constituent, on_delete=models.CASCADE, related_name="candidates")
    identity = models.ForeignKey(
        SourceIdentity, on_delete=models.CASCADE, related_name="+", help_text="whose record scored best"
    )
    record_id = models.UUIDField()
    # Not indexed: each run rewrites it in every row, and nothing looks candidates up by it.
    run = models.ForeignKey(MatchRun, null=True, on_delete=models.SET_NULL, related_name="candidates", db_index=False)
    model_version = models.CharField(max_length=40)
    platform = models.CharField(max_length=12, choices=Platform.choices)
    source_id = models.BigIntegerField(help_text="source of the constituent's record, for filters")
    probability = models.FloatField()
    weight = models.FloatField(help_text="bits, before competition")
    rank = models.PositiveSmallIntegerField(help_text="among the persona's candidates")
    lead = models.FloatField(null=True, help_text="log-odds bits ahead of the runner-up; empty without one")
    band = models.CharField(max_length=14, choices=Band.choices)
    rule = models.CharField(max_length=60, help_text="the policy rule that said so")
    fingerprint = models.CharField(max_length=64, help_text="of the compared inputs")
    state = models.CharField(max_length=10, choices=CandidateState.choices, default=CandidateState.OPEN)
    state_reason = models.CharField(max_length=60, blank=True)
    former_state = models.CharField(max_length=10, blank=True, help_text="before withheld or superseded, to go back to")
    former_reason = models.CharField(max_length=60, blank=True)
    priority = models.IntegerField(default=0, help_text="higher is reviewed earlier")
    giving_tier = models.PositiveSmallIntegerField(
        default=0, help_text="0 none … 4 major; of the constituent at scoring"
    )
    leased_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    leased_until = models.DateTimeField(null=True)
    lock_version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["persona", "constituent"], name="candidate_pair_unique"),
            models.CheckConstraint(condition=models.Q(state__in=CandidateState.values), name="candidate_state_known"),
            models.CheckConstraint(condition=models.Q(band__in=Band.values), name="candidate_band_known"),
            models.CheckConstraint(
                condition=models.Q(former_state__in=["", *CandidateState.values]), name="candidate_former_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(probability__gt=0, probability__lt=1), name="candidate_probability"
            ),
        ]
        indexes = [
            models.Index(
                fields=["band", "platform", "-priority", "id"], condition=models.Q(state="open"), name="candidate_queue"
            ),
            models.Index(fields=["-priority", "id"], condition=models.Q(state="open"), name="candidate_queue_all"),
            models.Index(
                fields=["band", "-priority", "id"], condition=models.Q(state="open"), name="candidate_queue_band"
            ),
            models.Index(fields=["persona", "rank"], name="candidate_persona"),
            models.Index(fields=["constituent", "state"], name="candidate_constituent"),
        ]

    def __str__(self) -> str:
        return f"{self.persona_id} ~ {self.constituent_id}"


class Evidence(models.Model):
    """The rows of bits that a candidate's score adds up from. Guarded by ``persona_id``."""

    candidate = models.OneToOneField(Candidate, primary_key=True, on_delete=models.CASCADE, related_name="evidence")
    persona_id = models.UUIDField()
    rows = models.JSONField(help_text="list of {kind, left, right, level, bits}")

    def __str__(self) -> str:
        return str(self.pk)


class MatchQuestion(models.Model):
    """Questions of one client and, once a worker found them, their answers: fetched once, and gone within the hour.

    What the constituents' accounts show is read when the answers are fetched, as permissions stand then.
    """

    id = UUIDv7Field()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=30)
    items = models.JSONField(help_text="the questions, emptied when they are answered")
    answers = models.JSONField(default=list)
    constituent_ids = ArrayField(models.UUIDField(), default=list, help_text="whom the answers name")
    job_id = models.UUIDField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="question_created")]

    def __str__(self) -> str:
        return str(self.pk)


class AskedCount(models.Model):
    """How many questions a client asked in one minute."""

    pk = models.CompositePrimaryKey("user", "minute")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    minute = models.DateTimeField()
    asked = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.user_id} {self.minute:%H:%M} {self.asked}"
