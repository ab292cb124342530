"""What the queue remembers of a steward besides decisions."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class Skip(models.Model):
    """A pair that a steward passed over: it goes to the end of the queue for this steward alone.

    ``candidate_id`` is a plain value, so the row says nothing of an account and outlives the candidate without harm.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    candidate_id = models.UUIDField()
    skipped_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "candidate_id"], name="skip_once_per_user")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.candidate_id}"
