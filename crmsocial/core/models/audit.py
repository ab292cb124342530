"""The audit log: who did what to which object, never any personal value."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class AuditEntry(models.Model):
    """One act. Append-only: the database refuses UPDATE, DELETE and TRUNCATE.

    ``details`` holds ids, states, keyed hashes, counts and reason codes. ``row_hash`` is the SHA-256 of the row's
    canonical form, written with it; the chain over rows is made afterwards by seals, so that no writer waits.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=Now(), db_index=True)
    actor_id = models.BigIntegerField(null=True, help_text="id of the user; empty for the system itself")
    verb = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=80)
    details = models.JSONField(default=dict)
    request_id = models.CharField(max_length=64, blank=True)
    row_hash = models.BinaryField(max_length=32)

    class Meta:
        indexes = [models.Index(fields=["object_type", "object_id", "id"], name="audit_object")]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.verb} {self.object_type} {self.object_id}"


class AuditSeal(models.Model):
    """A link of the chain: the hash over the previous seal and the row hashes of ``entry_ids``, in that order."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=Now())
    entry_ids = ArrayField(models.BigIntegerField())
    previous_hash = models.BinaryField(max_length=32)
    seal_hash = models.BinaryField(max_length=32)

    class Meta:
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"seal {self.pk} over {len(self.entry_ids)} rows"
