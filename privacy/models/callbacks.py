"""What platforms told us to forget."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from crmsocial.core.fields import UUIDv7Field


class CallbackDelivery(models.Model):
    """One callback, however often it was delivered. The account stands as its keyed hash."""

    id = UUIDv7Field()
    platform = models.CharField(max_length=12)
    kind = models.CharField(max_length=16, help_text="deauthorize or data_deletion")
    account_hash = models.BinaryField(max_length=32)
    payload_hash = models.BinaryField(max_length=32, unique=True, help_text="SHA-256 of kind and signed payload")
    confirmation_code = models.CharField(max_length=32, unique=True)
    erasures = models.ManyToManyField("privacy.Erasure", related_name="callbacks")
    issued_at = models.DateTimeField(null=True, help_text="as the platform signed it")
    received_at = models.DateTimeField(db_default=Now())
    deliveries = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.platform} {self.kind}"
