"""How long what is kept, what a sweep did, and what must not go."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from crmsocial.constituents.models import Source
from crmsocial.core.fields import UUIDv7Field

from .choices import Category

#: What is kept beside the categories that consent speaks of: what the organisation wrote while it worked.
WORKING_PAPERS = [("import_errors", _("Bad rows of imports")), ("request_notes", _("Words of closed requests"))]


class RetentionSchedule(models.Model):
    """How many days data of one category, of one source or of every one, is kept.

    It deletes nothing before somebody has seen what it would delete.
    """

    id = UUIDv7Field()
    category = models.CharField(max_length=16, choices=[*Category.choices, *WORKING_PAPERS])
    source = models.ForeignKey(Source, null=True, on_delete=models.PROTECT, related_name="retention_schedules")
    keep_days = models.PositiveIntegerField()
    active = models.BooleanField(default=False)
    previewed_at = models.DateTimeField(null=True, help_text="when somebody saw what it would delete, as it stands now")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["category", "source"], name="retention_once", nulls_distinct=False),
            models.CheckConstraint(condition=models.Q(keep_days__gt=0), name="retention_days_positive"),
            models.CheckConstraint(
                condition=models.Q(active=False) | models.Q(previewed_at__isnull=False), name="retention_seen_first"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.keep_days}"


class RetentionRun(models.Model):
    """The report of one sweep: counts by rule, never values."""

    id = UUIDv7Field()
    kind = models.CharField(
        max_length=10, choices=[("platforms", _("Platforms' terms")), ("schedules", _("Schedules"))]
    )
    job_id = models.UUIDField(null=True)
    started_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    report = models.JSONField(default=list, help_text="list of {rule, category, source, found, held, erased, erasures}")

    class Meta:
        indexes = [models.Index(fields=["-started_at"], name="retention_recent")]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d}"


class Hold(models.Model):
    """What must not be erased or swept while a law or a claim needs it (GDPR art. 17(3))."""

    id = UUIDv7Field()
    constituent_id = models.UUIDField(null=True, db_index=True)
    source = models.ForeignKey(Source, null=True, on_delete=models.PROTECT, related_name="holds")
    covers = models.CharField(
        max_length=16,
        choices=[("everything", _("Everything")), *Category.choices],
        default="everything",
        help_text="what must stay; the rest may go",
    )
    ground = models.CharField(max_length=40, help_text="code: legal_claim, tax_law, audit, other")
    note = models.CharField(max_length=300, blank=True, help_text="file number; no names")
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(db_default=Now())
    review_on = models.DateField(null=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(constituent_id__isnull=False, source__isnull=True)
                | models.Q(constituent_id__isnull=True, source__isnull=False),
                name="hold_one_subject",
            ),
            # A hold on a word that no sweep knows would hold nothing.
            models.CheckConstraint(
                condition=models.Q(covers__in=["everything", *Category.values]), name="hold_covers_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ground} {self.placed_at:%Y-%m-%d}"
