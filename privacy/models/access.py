"""Who opened whose data for what, and what was handed out."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from crmsocial.core.fields import UUIDv7Field

from .choices import Purpose


class AccessEntry(models.Model):
    """One person's data opened by one member of staff or integration for one purpose. Append-only; never values."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=Now())
    actor_id = models.BigIntegerField(help_text="id of the user")
    purpose = models.CharField(max_length=20)
    reason = models.CharField(max_length=120, help_text="what the code opened it for, in a few words")
    subject_kind = models.CharField(max_length=12, blank=True, help_text="constituent or persona; empty: a list")
    subject_id = models.UUIDField(null=True)
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_id", "-id"], name="access_subject"),
            models.Index(fields=["actor_id", "-id"], name="access_actor"),
        ]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.actor_id} {self.purpose} {self.subject_id or self.reason}"


class Export(models.Model):
    """A selection of people that may be downloaded until it ends. It holds ids: values are read at download.

    So a withdrawal, an erasure or a revocation is in force for every download and for the rest of a running one.
    """

    id = UUIDv7Field()
    title = models.CharField(max_length=120)
    purpose = models.CharField(max_length=20, choices=Purpose.choices, default=Purpose.EXPORT)
    recipient = models.CharField(max_length=120, blank=True, help_text="as notices name it; empty: the organisation")
    columns = ArrayField(models.CharField(max_length=40))
    constituent_ids = ArrayField(models.UUIDField())
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    downloads = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.title
