"""Accounts on social platforms, as they were seen. Every table here is guarded by row-level security."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from crmsocial.constituents.models import Basis, Source
from crmsocial.core.fields import UUIDv7Field


class Platform(models.TextChoices):
    """Networks whose terms have a rule file in ``privacy.platform_rules``; ``other`` has none and is denied."""

    X = "x", "X"
    FACEBOOK = "facebook", "Facebook"
    INSTAGRAM = "instagram", "Instagram"
    LINKEDIN = "linkedin", "LinkedIn"
    YOUTUBE = "youtube", "YouTube"
    MASTODON = "mastodon", "Mastodon"
    BLUESKY = "bluesky", "Bluesky"
    OTHER = "other", _("Other")


class Persona(models.Model):
    """An account.

    Known by (platform, account id), or *provisional*: by (platform, handle, source), never proof of ownership.
    Read it inside ``with purpose(...)``; without one the database returns nothing.
    """

    id = UUIDv7Field()
    platform = models.CharField(max_length=12, choices=Platform.choices)
    account_id = models.CharField(max_length=200, null=True, blank=True)
    handle = models.CharField(max_length=200, blank=True)
    handle_key = models.CharField(max_length=200, blank=True, help_text="case-folded handle, without @")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="personas")
    external_id = models.CharField(max_length=200, blank=True, help_text="what the source calls the row")
    display_name = models.CharField(max_length=300, blank=True)
    bio = models.TextField(blank=True)
    location = models.CharField(max_length=300, blank=True)
    profile_link = models.CharField(max_length=500, blank=True, help_text="website that the profile names")
    language = models.CharField(max_length=12, blank=True)
    values = models.JSONField(default=dict, help_text="the row as it arrived")
    content_hash = models.BinaryField(max_length=32)
    basis = models.CharField(max_length=20, choices=Basis.choices)
    batch_id = models.UUIDField(null=True, db_index=True)
    observed_at = models.DateTimeField(db_default=Now())
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "account_id"],
                condition=models.Q(account_id__isnull=False),
                name="persona_account_unique",
            ),
            models.UniqueConstraint(
                fields=["platform", "handle_key", "source"],
                condition=models.Q(account_id__isnull=True),
                name="persona_provisional_unique",
            ),
            models.CheckConstraint(
                condition=models.Q(account_id__isnull=False) | ~models.Q(handle_key=""),
                name="persona_account_or_handle",
            ),
            models.CheckConstraint(condition=models.Q(platform__in=Platform.values), name="persona_platform_known"),
            models.CheckConstraint(condition=models.Q(basis__in=Basis.values), name="persona_basis_known"),
        ]
        indexes = [models.Index(fields=["platform", "handle_key"], name="persona_handle")]

    def __str__(self) -> str:
        return f"{self.platform}:{self.handle or self.account_id}"

    @property
    def is_provisional(self) -> bool:
        """True while only the handle is known, which its holder may give up and another may take."""
        return self.account_id is None


class HandleHistory(models.Model):
    """A handle that a persona has used, and when it was first and last seen with it."""

    id = UUIDv7Field()
    persona = models.ForeignKey(Persona, on_delete=models.CASCADE, related_name="handles")
    handle = models.CharField(max_length=200)
    handle_key = models.CharField(max_length=200)
    first_seen = models.DateTimeField(db_default=Now())
    last_seen = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["persona", "handle_key"], name="handle_once_per_persona")]
        indexes = [models.Index(fields=["handle_key"], name="handle_history_key")]

    def __str__(self) -> str:
        return self.handle
