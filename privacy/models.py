"""The consent ledger, notices, and the projection that policies read. Accounts appear as keyed hashes only."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from crmsocial.constituents.models import Basis
from crmsocial.core.fields import UUIDv7Field


class Purpose(models.TextChoices):
    """What persona data may be opened for."""

    IDENTITY_MATCHING = "identity_matching", _("Finding whose account it is")
    PROFILE_VIEW = "profile_view", _("Showing it on the constituent's page")
    CONTACT = "contact", _("Contacting the person")
    SEGMENTATION = "segmentation", _("Choosing groups of people")
    PROSPECT_RESEARCH = "prospect_research", _("Researching prospects")
    EXPORT = "export", _("Handing data out")


class Category(models.TextChoices):
    """What kind of data an event speaks of."""

    PERSONA = "persona", _("Account and public profile")
    SOCIAL_GRAPH = "social_graph", _("Social graph")
    INTEREST_GRAPH = "interest_graph", _("Interest graph")
    CONTACT = "contact", _("Contact details")
    TRANSACTIONS = "transactions", _("Transactions")
    CONTENT = "content", _("Posts and messages")


class ConsentState(models.TextChoices):
    """W3C DPV consent states, and ``Objected`` (GDPR art. 21). Only the two *given* states permit."""

    UNKNOWN = "ConsentUnknown", _("Unknown")
    REQUESTED = "ConsentRequested", _("Requested")
    REQUEST_DEFERRED = "ConsentRequestDeferred", _("Request deferred")
    REFUSED = "ConsentRefused", _("Refused")
    GIVEN = "ConsentGiven", _("Given")
    RENEWED = "RenewedConsentGiven", _("Renewed")
    EXPIRED = "ConsentExpired", _("Expired")
    INVALIDATED = "ConsentInvalidated", _("Invalidated")
    REVOKED = "ConsentRevoked", _("Revoked")
    WITHDRAWN = "ConsentWithdrawn", _("Withdrawn")
    OBJECTED = "Objected", _("Objected")


class Notice(models.Model):
    """An immutable version of what people are told. Published versions refuse UPDATE."""

    id = UUIDv7Field()
    version = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=200)
    body = models.TextField()
    disclosures = models.JSONField(
        default=list,
        help_text="list of {category, purpose, basis, source, recipients, exchanged_for_value, retention_days}",
    )
    published_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.version


class ConsentEvent(models.Model):
    """One act about one subject and purpose. Append-only; the fold over events is ``privacy.fold``."""

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
    notice = models.ForeignKey(Notice, null=True, on_delete=models.PROTECT, related_name="events")
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
        ]
        indexes = [models.Index(fields=["-recorded_at"], name="consent_recent")]

    def __str__(self) -> str:
        return f"{self.state} {self.purpose or '*'}"


class Account(models.Model):
    """What the gate must know of a persona without knowing personas: platform, keyed hash, basis, signals, holder.

    ``signals`` are the account's own settings that platform rules read (discoverable, bot, active ...).
    ``constituent_id`` is the holder by the active or suspended link, kept by the identity app.
    """

    persona_id = models.UUIDField(primary_key=True)
    platform = models.CharField(max_length=12)
    account_hash = models.BinaryField(max_length=32, db_index=True)
    basis = models.CharField(max_length=20, choices=Basis.choices)
    source_kind = models.CharField(max_length=20)
    signals = models.JSONField(default=dict)
    constituent_id = models.UUIDField(null=True, db_index=True)
    registered_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["platform", "basis"], name="account_platform")]

    def __str__(self) -> str:
        return f"{self.platform} {self.persona_id}"


class Permission(models.Model):
    """The projection of ledger + platform rules + basis that policies read: a row is an ALLOW until ``until``.

    ``pair_limited``: for identity_matching, open only against constituents in ``LookFor`` of that platform.
    """

    id = models.BigAutoField(primary_key=True)
    persona_id = models.UUIDField()
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    until = models.DateTimeField(null=True)
    pair_limited = models.BooleanField(default=False)
    reason = models.CharField(max_length=60)

    class Meta:
        db_table = "privacy_permission"
        constraints = [models.UniqueConstraint(fields=["persona_id", "purpose"], name="permission_unique")]
        indexes = [models.Index(fields=["until"], condition=models.Q(until__isnull=False), name="permission_until")]

    def __str__(self) -> str:
        return f"{self.persona_id} {self.purpose}"


class LookFor(models.Model):
    """A constituent who agreed to be looked for on a platform (projection of the ledger)."""

    id = models.BigAutoField(primary_key=True)
    constituent_id = models.UUIDField()
    platform = models.CharField(max_length=12)
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["constituent_id", "platform"], name="lookfor_unique")]
        indexes = [
            models.Index(fields=["until"], condition=models.Q(until__isnull=False), name="lookfor_until"),
            models.Index(fields=["platform"], name="lookfor_platform"),
        ]

    def __str__(self) -> str:
        return f"{self.constituent_id} {self.platform}"


class Assessment(models.Model):
    """An admin's recorded assessment that switches a platform mode on, or the act that switches it off. Append-only."""

    id = UUIDv7Field()
    platform = models.CharField(max_length=12)
    mode = models.CharField(max_length=40, help_text="such as reasonable_expectation")
    switched_on = models.BooleanField()
    text = models.TextField(help_text="the balancing test, in the admin's words")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["platform", "mode", "-recorded_at"], name="assessment_latest")]

    def __str__(self) -> str:
        return f"{self.platform} {self.mode} {'on' if self.switched_on else 'off'}"


class Incident(models.Model):
    """What should not have been asked or done: a use outside the notice, a projection that differs from replay."""

    id = UUIDv7Field()
    kind = models.CharField(max_length=40)
    details = models.JSONField(default=dict, help_text="ids, codes and counts")
    raised_at = models.DateTimeField(db_default=Now())
    resolved_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.raised_at:%Y-%m-%d}"
