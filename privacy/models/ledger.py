"""The consent ledger: acts about a subject and a purpose, never changed. Accounts appear as keyed hashes only."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from crmsocial.constituents.models import Basis
from crmsocial.core.fields import UUIDv7Field

from .choices import Category, ConsentState, Purpose


class ConsentEvent(models.Model):
    """One act about one subject and purpose. Append-only; the fold over events is ``privacy.consent.fold``."""

    id = UUIDv7Field()
    constituent_id = models.UUIDField(null=True, db_index=True, help_text="subject, where it is a constituent")
    account_hash = models.BinaryField(
        max_length=32, null=True, db_index=True, help_text="subject, where it is an account"
    )
    platform = models.CharField(max_length=12, blank=True, help_text="empty: every platform")
    purpose = models.CharField(max_length=20, choices=Purpose.choices, blank=True, help_text="empty: every purpose")
    category = models.CharField(max_length=16, choices=Category.choices, default=Category.PERSONA)
    state = models.CharField(max_length=24, choices=ConsentState.choices)
    basis = models.CharField(max_length=20, choices=Basis.choices, default=Basis.CONSENT)
    scopes = ArrayField(models.CharField(max_length=60), default=list)
    method = models.CharField(
        max_length=30, help_text="form, signed_in, import, staff_call, staff_letter, portal, callback ..."
    )
    notice = models.ForeignKey("privacy.Notice", null=True, on_delete=models.PROTECT, related_name="events")
    event_time = models.DateTimeField(null=True, help_text="when the person acted; empty is unknown and denies")
    recorded_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(null=True)
    jurisdiction = models.CharField(max_length=10, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    proof = models.CharField(
        max_length=200, blank=True, help_text="where the proof lies: form number, file and line; no personal values"
    )
    idempotency_key = models.CharField(max_length=120, unique=True)
    row_hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(constituent_id__isnull=False, account_hash__isnull=True)
                | models.Q(constituent_id__isnull=True, account_hash__isnull=False),
                name="consent_one_subject",
            ),
            models.CheckConstraint(condition=models.Q(state__in=ConsentState.values), name="consent_state_known"),
            models.CheckConstraint(condition=models.Q(purpose__in=["", *Purpose.values]), name="consent_purpose_known"),
            models.CheckConstraint(condition=models.Q(category__in=Category.values), name="consent_category_known"),
            models.CheckConstraint(condition=models.Q(basis__in=Basis.values), name="consent_basis_known"),
        ]
        indexes = [models.Index(fields=["-recorded_at"], name="consent_recent")]

    def __str__(self) -> str:
        return f"{self.state} {self.purpose or '*'}"
