"""Batches: one file or delivery that came in, what became of it, and which rows were bad."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from crmsocial.constituents.models import Basis, Source
from crmsocial.core.fields import UUIDv7, UUIDv7Field


class BatchState(models.TextChoices):
    """States of a batch; the permitted moves are in ``crmsocial.intake.states``."""

    RECEIVED = "received", _("Received")
    LOADING = "loading", _("Loading")
    LOADED = "loaded", _("Loaded")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class Batch(models.Model):
    """One import."""

    id = UUIDv7Field()
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="batches")
    entity = models.CharField(
        max_length=14,
        choices=[
            ("constituents", _("Constituents")),
            ("personas", _("Personas")),
            ("interactions", _("Interactions")),
            ("consents", _("Consents")),
        ],
    )
    basis = models.CharField(max_length=20, choices=Basis.choices)
    file_name = models.CharField(max_length=255)
    file_hash = models.CharField(max_length=64, help_text="SHA-256 of the bytes")
    stored_as = models.CharField(max_length=255, blank=True, help_text="path below MEDIA_ROOT while a worker needs it")
    state = models.CharField(max_length=10, choices=BatchState.choices, default=BatchState.RECEIVED)
    job_id = models.UUIDField(null=True)
    rows_read = models.PositiveBigIntegerField(default=0)
    rows_added = models.PositiveBigIntegerField(default=0)
    rows_changed = models.PositiveBigIntegerField(default=0)
    rows_unchanged = models.PositiveBigIntegerField(default=0)
    rows_bad = models.PositiveBigIntegerField(default=0, help_text="rows left out; each has its error")
    rows_suppressed = models.PositiveBigIntegerField(default=0, help_text="rows of people who were erased")
    rows_joined = models.PositiveBigIntegerField(
        default=0, help_text="rows taken as one with another row of the file about the same account"
    )
    cells_bad = models.PositiveBigIntegerField(default=0, help_text="cells left out of rows that went in")
    rows_expected = models.PositiveBigIntegerField(default=0, help_text="estimate from the file's line breaks")
    merged_line = models.BigIntegerField(
        null=True, help_text="rows up to this line are written; empty while rows are being checked"
    )
    reading = models.JSONField(default=dict, help_text="format, encoding, delimiter and header as they were found")
    overrides = models.JSONField(
        default=dict, help_text="the map chosen by the person: file column → field, null to leave out"
    )
    mapping = models.JSONField(
        default=list, help_text="in the file's order: column, field it is kept under, known to the dictionary"
    )
    message = models.TextField(blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=BatchState.values), name="batch_state_known"),
            models.CheckConstraint(condition=models.Q(basis__in=Basis.values), name="batch_basis_known"),
        ]
        indexes = [models.Index(fields=["-created_at"], name="batch_recent")]

    def __str__(self) -> str:
        return f"{self.file_name} → {self.source_id}"

    @property
    def is_open(self) -> bool:
        """True while the batch may still change."""
        return self.state in (BatchState.RECEIVED, BatchState.LOADING)

    @property
    def is_being_written(self) -> bool:
        """True once writing has begun; from then on the batch runs to its end."""
        return self.state == BatchState.LOADING and self.merged_line is not None


class StagedRow(models.Model):
    """A checked row that waits to be written. Rows go when their batch ends; guarded, as they may hold persona data.

    ``row_id`` and ``record_id`` are the ids that new rows get, so that everything is written by a few set statements.
    """

    pk = models.CompositePrimaryKey("batch_id", "line")
    batch_id = models.UUIDField()
    line = models.BigIntegerField()
    external_id = models.CharField(max_length=200, blank=True)
    unique_key = models.TextField(blank=True, help_text="what may stand once in a file; empty: anything")
    platform = models.CharField(max_length=12, blank=True)
    account_id = models.CharField(max_length=200, null=True)
    handle_key = models.CharField(max_length=200, blank=True)
    values = models.JSONField()
    content_hash = models.BinaryField(max_length=32)
    row_id = models.UUIDField(db_default=UUIDv7())
    record_id = models.UUIDField(db_default=UUIDv7())

    def __str__(self) -> str:
        return f"{self.batch_id} line {self.line}"


class BatchError(models.Model):
    """One bad cell or row: line, column, value and reason. Payload table."""

    id = UUIDv7Field()
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="errors")
    line = models.PositiveBigIntegerField()
    column = models.CharField(max_length=120, blank=True)
    value = models.CharField(max_length=500, blank=True)
    reason = models.CharField(max_length=300)
    dropped_row = models.BooleanField(default=True, help_text="false where only the cell was left out")

    class Meta:
        indexes = [models.Index(fields=["batch", "line"], name="batch_error_line")]

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"
