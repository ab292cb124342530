"""Erasure: which subject, which stores are done, and what keeps erased people from coming back."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from crmsocial.core.fields import UUIDv7Field


class ErasureState(models.TextChoices):
    """States of an erasure; the permitted moves are in ``privacy.erasure.states``."""

    PENDING = "pending", _("Waiting")
    RUNNING = "running", _("Erasing")
    BLOCKED = "blocked", _("Blocked")
    COMPLETE = "complete", _("Complete")


class ErasureScope(models.TextChoices):
    """How much goes."""

    PERSON = "person", _("The person, with the accounts linked to them")
    ACCOUNTS = "accounts", _("Accounts only")


class Erasure(models.Model):
    """One erasure. Ids are frozen when it is planned, so that every step can be done again after a kill."""

    id = UUIDv7Field()
    scope = models.CharField(max_length=10, choices=ErasureScope.choices)
    origin = models.CharField(max_length=12, help_text="request, staff, callback, retention, replay")
    state = models.CharField(max_length=10, choices=ErasureState.choices, default=ErasureState.PENDING)
    blocked_by = models.CharField(max_length=60, blank=True, help_text="code: a hold, a connector that is off ...")
    constituent_ids = ArrayField(models.UUIDField(), default=list, help_text="with former ids")
    identity_ids = ArrayField(models.UUIDField(), default=list)
    persona_ids = ArrayField(models.UUIDField(), default=list)
    account_hashes = ArrayField(models.BinaryField(max_length=32), default=list)
    platform = models.CharField(max_length=12, blank=True, help_text="where the platform asked for it")
    request = models.ForeignKey("privacy.SubjectRequest", null=True, on_delete=models.PROTECT, related_name="erasures")
    job_id = models.UUIDField(null=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(db_default=Now())
    completed_at = models.DateTimeField(null=True)
    manifest = models.JSONField(null=True, help_text="signed: stores, counts, negative searches; no personal data")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=ErasureState.values), name="erasure_state_known"),
            models.CheckConstraint(condition=models.Q(scope__in=ErasureScope.values), name="erasure_scope_known"),
            models.CheckConstraint(
                condition=models.Q(state="complete", completed_at__isnull=False, manifest__isnull=False)
                | (~models.Q(state="complete") & models.Q(completed_at__isnull=True)),
                name="erasure_complete_is_proven",
            ),
        ]
        indexes = [models.Index(fields=["-requested_at"], name="erasure_recent")]

    def __str__(self) -> str:
        return f"{self.scope} {self.requested_at:%Y-%m-%d}"


class StepState(models.TextChoices):
    """States of a store within an erasure."""

    PENDING = "pending", _("Waiting")
    DONE = "done", _("Done")
    BLOCKED = "blocked", _("Blocked")


class ErasureStep(models.Model):
    """One store of one erasure: what was found, what went, and whether the search that finds nothing can find."""

    erasure = models.ForeignKey(Erasure, on_delete=models.CASCADE, related_name="steps")
    store = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=StepState.choices, default=StepState.PENDING)
    blocked_by = models.CharField(max_length=60, blank=True)
    found = models.PositiveBigIntegerField(null=True, help_text="rows found before")
    erased = models.PositiveBigIntegerField(default=0)
    planted_seen = models.BooleanField(null=True, help_text="the search saw the row that was planted for it")
    left = models.PositiveBigIntegerField(null=True, help_text="rows found after; done means 0")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["erasure", "store"], name="erasure_step_unique"),
            models.CheckConstraint(condition=models.Q(state__in=StepState.values), name="erasure_step_state_known"),
            models.CheckConstraint(
                condition=~models.Q(state="done") | models.Q(planted_seen=True, left=0), name="erasure_step_is_proven"
            ),
        ]
        ordering = ["erasure", "position"]

    def __str__(self) -> str:
        return f"{self.erasure_id} {self.store}"


class Suppression(models.Model):
    """A keyed hash of something that an erased person would be known by again. Checked at every way in.

    HMAC-SHA-256 with a key of its own (``key_id`` says which: keys rotate, values are gone and cannot be hashed anew).
    """

    id = models.BigAutoField(primary_key=True)
    key_id = models.CharField(max_length=20)
    kind = models.CharField(max_length=12, help_text="email, phone, external_id, account")
    digest = models.BinaryField(max_length=32)
    platform = models.CharField(max_length=12, blank=True, help_text="empty: the whole person; else this platform only")
    erasure = models.ForeignKey(Erasure, on_delete=models.PROTECT, related_name="suppressions")
    created_at = models.DateTimeField(db_default=Now())
    lifted_at = models.DateTimeField(null=True, help_text="the person came back of their own will")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key_id", "kind", "digest", "platform", "erasure"], name="suppression_unique"
            ),
        ]
        indexes = [
            models.Index(fields=["digest"], condition=models.Q(lifted_at__isnull=True), name="suppression_digest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key_id}"
