"""Batches: one file or delivery that came in, what became of it, and which rows were bad."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from crmsocial.constituents.models import Basis, Source
from crmsocial.core.fields import UUIDv7Field


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
    rows_bad = models.PositiveBigIntegerField(default=0)
    mapping = models.JSONField(default=dict, help_text="file column → dictionary field, as it was applied")
    message = models.TextField(blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
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
