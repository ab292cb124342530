"""What the gate knows without knowing personas, and the projection that policies read."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from crmsocial.constituents.models import Basis

from .choices import Purpose


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
    held_since = models.DateTimeField(null=True, help_text="since when the holder is known: GDPR art. 14's clock")
    keep_until = models.DateTimeField(null=True, help_text="when what was read with the holder's token must go")
    registered_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now(), help_text="when a source last gave the account, changed or not")
    signal_since = models.DateTimeField(
        null=True, help_text="since when the platform says that the account is gone, as its rule's keeps read it"
    )

    class Meta:
        indexes = [
            models.Index(fields=["platform", "basis"], name="account_platform"),
            models.Index(
                fields=["signal_since"], condition=models.Q(signal_since__isnull=False), name="account_signal"
            ),
            models.Index(
                fields=["keep_until"], condition=models.Q(keep_until__isnull=False), name="account_keep_until"
            ),
        ]

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


class Person(models.Model):
    """What the gate must know of a constituent: whose law holds, whether they are of age, whether use is restricted.

    Told by the consolidation app from the organisation's own records, and by the requests desk. No row: nothing known.
    """

    constituent_id = models.UUIDField(primary_key=True)
    jurisdiction = models.CharField(
        max_length=10, blank=True, help_text="country, or country-state, as in privacy.jurisdictions; empty: ours"
    )
    of_age_on = models.DateField(null=True, help_text="empty: nothing says that this person is a minor")
    restricted_at = models.DateTimeField(null=True, help_text="processing is restricted (GDPR art. 18) since then")
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            models.Index(fields=["of_age_on"], condition=models.Q(of_age_on__isnull=False), name="person_minor"),
            models.Index(
                fields=["restricted_at"], condition=models.Q(restricted_at__isnull=False), name="person_restricted"
            ),
        ]

    def __str__(self) -> str:
        return str(self.constituent_id)
