"""What should not have been asked or done."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from crmsocial.core.fields import UUIDv7Field


class Incident(models.Model):
    """What should not have been asked or done: a use outside the notice, a projection that differs from replay."""

    id = UUIDv7Field()
    kind = models.CharField(max_length=40)
    details = models.JSONField(default=dict, help_text="ids, codes and counts")
    raised_at = models.DateTimeField(db_default=Now())
    resolved_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.raised_at:%Y-%m-%d}"
