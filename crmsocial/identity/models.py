"""Who is whom: edges from source identities and personas to constituents, and the decisions behind them."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from crmsocial.constituents.models import Constituent, SourceIdentity
from crmsocial.core.fields import UUIDv7Field
from crmsocial.personas.models import Persona


class Verdict(models.TextChoices):
    """What was decided of two identities. ``not_same`` is a cannot-link."""

    SAME = "same", _("Same person")
    NOT_SAME = "not_same", _("Not the same person")
    UNSURE = "unsure", _("Unsure")


class Decision(models.Model):
    """An append-only verdict: source identities on the left; a persona, or other source identities, on the right.

    Keyed to identities and not to candidates or constituents, so it survives merges, splits and new match runs. It
    holds ids, hashes and reason codes; text and evidence as it stood lie in ``DecisionPayload``. A decision is taken
    back by another whose ``reverses`` names it.
    """

    id = UUIDv7Field()
    left_identities = ArrayField(models.UUIDField(), help_text="all source identities of the constituent as it stood")
    constituent_id = models.UUIDField(help_text="the constituent as it stood")
    persona_id = models.UUIDField(null=True, db_index=True)
    right_identities = ArrayField(models.UUIDField(), default=list)
    right_constituents = ArrayField(models.UUIDField(), default=list, help_text="constituents that a merge puts away")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    reason = models.CharField(max_length=40, help_text="reason code from review.reasons, or a rule's name")
    method = models.CharField(
        max_length=12, choices=[("steward", _("Steward")), ("automatic", _("Automatic")), ("person", _("The person"))]
    )
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    candidate_id = models.UUIDField(null=True)
    probability = models.FloatField(null=True)
    model_version = models.CharField(max_length=40, blank=True)
    policy_rule = models.CharField(max_length=60, blank=True, help_text="what the policy said of the candidate then")
    fingerprint = models.CharField(max_length=64, blank=True, help_text="of the evidence as it stood")
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="reversed_by")
    decided_at = models.DateTimeField(db_default=Now(), db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(verdict__in=Verdict.values), name="decision_verdict_known"),
            models.CheckConstraint(
                condition=models.Q(persona_id__isnull=False) | ~models.Q(right_identities=[]),
                name="decision_has_right_side",
            ),
        ]
        indexes = [
            GinIndex(fields=["left_identities"], name="decision_left"),
            GinIndex(fields=["right_identities"], name="decision_right"),
            GinIndex(fields=["right_constituents"], name="decision_put_away"),
            models.Index(fields=["constituent_id"], name="decision_constituent"),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} {self.decided_at:%Y-%m-%d}"


class DecisionPayload(models.Model):
    """A steward's words and the evidence as it stood. Payload table, guarded by ``persona_id``."""

    decision = models.OneToOneField(Decision, primary_key=True, on_delete=models.CASCADE, related_name="payload")
    persona_id = models.UUIDField(null=True)
    note = models.TextField(blank=True)
    evidence = models.JSONField(default=list)

    def __str__(self) -> str:
        return str(self.pk)


class EdgeState(models.TextChoices):
    """States of a link; the permitted moves are in ``crmsocial.identity.states``."""

    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Suspended: permission withdrawn")
    ENDED = "ended", _("Ended")


class Membership(models.Model):
    """Edge: source identity → constituent. Merge ends one and begins another; it never deletes."""

    id = UUIDv7Field()
    identity = models.ForeignKey(SourceIdentity, on_delete=models.CASCADE, related_name="memberships")
    constituent = models.ForeignKey(Constituent, on_delete=models.CASCADE, related_name="memberships")
    decision = models.ForeignKey(
        Decision,
        null=True,
        on_delete=models.PROTECT,
        related_name="memberships_begun",
        help_text="empty for an adoption",
    )
    ended_by = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT, related_name="memberships_ended")
    began_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["identity"], condition=models.Q(ended_at__isnull=True), name="membership_one_active"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_by__isnull=False),
                name="membership_end_has_decision",
            ),
        ]
        indexes = [
            models.Index(fields=["constituent"], condition=models.Q(ended_at__isnull=True), name="membership_active")
        ]

    def __str__(self) -> str:
        return f"{self.identity_id} → {self.constituent_id}"


class Link(models.Model):
    """Edge: persona → constituent, with the decision behind it. Guarded by ``persona_id``."""

    id = UUIDv7Field()
    persona = models.ForeignKey(Persona, on_delete=models.CASCADE, related_name="links")
    constituent = models.ForeignKey(Constituent, on_delete=models.CASCADE, related_name="links")
    method = models.CharField(
        max_length=14,
        choices=[
            ("signed_in", _("Signed in")),
            ("self_declared", _("Self-declared")),
            ("steward", _("Steward")),
            ("automatic", _("Automatic")),
        ],
    )
    decision = models.ForeignKey(
        Decision, null=True, on_delete=models.PROTECT, related_name="links", help_text="why it is held to be true"
    )
    placed_by = models.ForeignKey(
        Decision,
        null=True,
        on_delete=models.PROTECT,
        related_name="links_placed",
        help_text="the merge, unmerge or reversal that moved it here; empty where the decision itself did",
    )
    ended_by = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT, related_name="links_ended")
    state = models.CharField(max_length=10, choices=EdgeState.choices, default=EdgeState.ACTIVE)
    state_reason = models.CharField(max_length=60, blank=True)
    valid_from = models.DateTimeField(db_default=Now(), help_text="since when it is held to be true")
    recorded_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["persona"],
                condition=models.Q(state__in=["active", "suspended"]),
                name="link_one_open_per_persona",
            ),
            models.CheckConstraint(condition=models.Q(state__in=EdgeState.values), name="link_state_known"),
            models.CheckConstraint(
                condition=models.Q(state="ended", ended_at__isnull=False, ended_by__isnull=False)
                | (~models.Q(state="ended") & models.Q(ended_at__isnull=True, ended_by__isnull=True)),
                name="link_end_is_whole",
            ),
        ]
        indexes = [models.Index(fields=["constituent", "state"], name="link_constituent")]

    def __str__(self) -> str:
        return f"{self.persona_id} → {self.constituent_id}"
