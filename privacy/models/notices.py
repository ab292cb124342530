"""What people are told, version by version, and to whom a version was sent."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from crmsocial.core.fields import UUIDv7Field


class NoticeState(models.TextChoices):
    """States of a version; the permitted moves are in ``privacy.notices.states``."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waits for a second admin")
    PUBLISHED = "published", _("Published")
    DISCARDED = "discarded", _("Discarded")


class Notice(models.Model):
    """An immutable version of what people are told. Published versions refuse UPDATE.

    Whoever publishes is neither the one who drafted nor the one who submitted it; the version that the program ships
    with names nobody.
    """

    id = UUIDv7Field()
    version = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=200)
    body = models.TextField()
    disclosures = models.JSONField(
        default=list,
        help_text="list of {source, category, collected, purpose, basis, recipients, exchanged_for_value,"
        " retention_days}; collected=false says that this is not collected",
    )
    state = models.CharField(max_length=10, choices=NoticeState.choices, default=NoticeState.DRAFT)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    lock_version = models.PositiveIntegerField(default=1, help_text="rises with each edit; approval names the one read")
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=NoticeState.values), name="notice_state_known"),
            models.CheckConstraint(
                condition=models.Q(state="published", published_at__isnull=False)
                | (~models.Q(state="published") & models.Q(published_at__isnull=True)),
                name="notice_published_has_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="published")
                | models.Q(drafted_by__isnull=True, submitted_by__isnull=True, approved_by__isnull=True)
                | (
                    models.Q(drafted_by__isnull=False, submitted_by__isnull=False, approved_by__isnull=False)
                    & ~models.Q(approved_by=models.F("drafted_by"))
                    & ~models.Q(approved_by=models.F("submitted_by"))
                ),
                name="notice_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return self.version


class NoticeSent(models.Model):
    """A version that was sent or handed to a person: evidence for GDPR art. 13 and 14. Append-only."""

    id = UUIDv7Field()
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="sent")
    constituent_id = models.UUIDField(db_index=True)
    sent_at = models.DateTimeField()
    method = models.CharField(max_length=30, help_text="email, letter, in_person, portal")
    proof = models.CharField(max_length=200, blank=True, help_text="mailing or letter number; no personal values")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())
    idempotency_key = models.CharField(max_length=120, unique=True)

    def __str__(self) -> str:
        return f"{self.notice_id} → {self.constituent_id}"
