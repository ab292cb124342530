"""Whom we know, and what each source said of them, kept as it arrived."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from crmsocial.core.fields import UUIDv7Field


class SourceKind(models.TextChoices):
    """What sort of system a source is."""

    CRM = "crm", _("CRM")
    DONOR_DATABASE = "donor_database", _("Donor database")
    TICKETING = "ticketing", _("Ticketing")
    EMAIL_LIST = "email_list", _("E-mail list")
    VOLUNTEERS = "volunteers", _("Volunteer sheet")
    NETWORK = "network", _("Social network")
    FORM = "form", _("Form")
    THIRD_PARTY = "third_party", _("Third party (bought or licensed)")
    STAFF = "staff", _("Staff")
    PUBLIC_LIST = "public_list", _("Published list")


class Basis(models.TextChoices):
    """The lawful basis that an import states (GDPR art. 6; W3C DPV's legal bases)."""

    CONSENT = "consent", _("Consent")
    CONTRACT = "contract", _("Contract")
    LEGITIMATE_INTEREST = "legitimate_interest", _("Legitimate interest")
    PUBLIC = "public", _("Made public by the person")


class Source(models.Model):
    """A system that records come from."""

    name = models.SlugField(max_length=60, unique=True, help_text="as given to --source")
    label = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=SourceKind.choices, default=SourceKind.CRM)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=SourceKind.values), name="source_kind_known"),
        ]

    def __str__(self) -> str:
        return self.label or self.name


class SourceIdentity(models.Model):
    """What a source calls one person: (source, external id). Interactions hang on it, and memberships move it.

    Where a law keeps the interactions of somebody who was erased, the row stays *bare*: its external id is then
    ``BARE`` and its own id, and it belongs to no constituent.
    """

    BARE = "erased:"

    id = UUIDv7Field()
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="identities")
    external_id = models.CharField(max_length=200)
    current_record = models.ForeignKey(
        "SourceRecord",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="the newest version of the row",
    )
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="identity_unique_in_source")]
        indexes = [models.Index(fields=["external_id"], name="identity_external_id")]

    def __str__(self) -> str:
        return f"{self.source_id}:{self.external_id}"


class SourceRecord(models.Model):
    """One immutable version of a source's row. A payload table: no UPDATE; DELETE for the erasure service alone.

    ``values`` maps dictionary fields (``full_name``, ``given_name``, ``email`` ...) to text as it arrived.
    """

    id = UUIDv7Field()
    identity = models.ForeignKey(SourceIdentity, on_delete=models.CASCADE, related_name="records")
    version = models.PositiveIntegerField(default=1)
    values = models.JSONField()
    content_hash = models.BinaryField(
        max_length=32, help_text="SHA-256 of the canonical values: same row, no new version"
    )
    basis = models.CharField(max_length=20, choices=Basis.choices)
    batch_id = models.UUIDField(null=True, db_index=True)
    observed_at = models.DateTimeField(db_default=Now(), help_text="when the source held this to be true")
    received_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["identity", "version"], name="record_version_unique"),
            models.CheckConstraint(condition=models.Q(basis__in=Basis.values), name="record_basis_known"),
        ]

    def __str__(self) -> str:
        return f"{self.identity_id} v{self.version}"


class ConstituentState(models.TextChoices):
    """Whether the constituent stands for itself or was merged into another."""

    ACTIVE = "active", _("Active")
    MERGED = "merged", _("Merged into another")
    ERASED = "erased", _("Erased")


class Constituent(models.Model):
    """A person or organisation we know. The id is public and never changes; nothing about the person is stored here."""

    id = UUIDv7Field()
    kind = models.CharField(
        max_length=12, choices=[("person", _("Person")), ("organisation", _("Organisation"))], default="person"
    )
    state = models.CharField(max_length=8, choices=ConstituentState.choices, default=ConstituentState.ACTIVE)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=ConstituentState.values), name="constituent_state_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Alias(models.Model):
    """A former constituent id that goes on resolving, for ever, to the constituent it was merged into."""

    former_id = models.UUIDField(primary_key=True)
    constituent = models.ForeignKey(Constituent, on_delete=models.CASCADE, related_name="aliases")
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.former_id} → {self.constituent_id}"


class InteractionKind(models.TextChoices):
    """Anything between us and a constituent."""

    GIFT = "gift", _("Gift")
    TICKET = "ticket", _("Ticket")
    PURCHASE = "purchase", _("Purchase")
    SHIFT = "shift", _("Volunteer shift")
    VISIT = "visit", _("Visit")
    CALL = "call", _("Call")
    EMAIL = "email", _("E-mail")
    NOTE = "note", _("Note")
    SURVEY = "survey", _("Survey")
    CASE = "case", _("Case")


class Interaction(models.Model):
    """One event of the timeline; it belongs to a source identity, so merge and unmerge need not touch it."""

    id = UUIDv7Field()
    identity = models.ForeignKey(SourceIdentity, on_delete=models.CASCADE, related_name="interactions")
    kind = models.CharField(max_length=10, choices=InteractionKind.choices)
    external_id = models.CharField(max_length=200)
    at = models.DateTimeField()
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    summary = models.CharField(max_length=300, blank=True)
    batch_id = models.UUIDField(null=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["identity", "kind", "external_id"], name="interaction_unique"),
            models.CheckConstraint(
                condition=models.Q(amount__isnull=True) | models.Q(currency__regex=r"^[A-Z]{3}$"),
                name="money_has_currency",
            ),
            models.CheckConstraint(condition=models.Q(kind__in=InteractionKind.values), name="interaction_kind_known"),
        ]
        indexes = [models.Index(fields=["identity", "-at"], name="interaction_timeline")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"
