"""The computed profile: every claim of every attribute, which one won, and by which rule."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from crmsocial.constituents.models import Constituent
from crmsocial.core.fields import UUIDv7Field


class SurvivorshipRule(models.Model):
    """The hierarchy of trust for one attribute: origins in order of precedence. Editing adds a version."""

    attribute = models.CharField(max_length=40)
    version = models.PositiveIntegerField(default=1)
    precedence = models.JSONField(
        help_text="list of origins, such as 'self', 'staff', 'crm', 'ticketing', 'persona:x'; first wins"
    )
    keeps_several = models.BooleanField(
        default=False, help_text="e-mails, phones: all are kept, the winner is preferred"
    )
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attribute", "version"], name="rule_version_unique"),
            models.UniqueConstraint(fields=["attribute"], condition=models.Q(active=True), name="rule_one_active"),
        ]

    def __str__(self) -> str:
        return f"{self.attribute} v{self.version}"


class Profile(models.Model):
    """When and from what a constituent's profile was last computed. Its values are the winning claims."""

    constituent = models.OneToOneField(Constituent, primary_key=True, on_delete=models.CASCADE, related_name="profile")
    computed_at = models.DateTimeField(db_default=Now())
    input_hash = models.CharField(max_length=64, help_text="of the claims and rules it was computed from")
    sort_name = models.CharField(max_length=300, blank=True, help_text="of the winning CRM name, for lists")

    class Meta:
        indexes = [models.Index(fields=["sort_name", "constituent"], name="profile_sort_name")]

    def __str__(self) -> str:
        return str(self.pk)


class Claim(models.Model):
    """One value for one attribute with its origin. Derived, rebuilt on refresh; guarded where it is a persona's."""

    id = UUIDv7Field()
    constituent = models.ForeignKey(Constituent, on_delete=models.CASCADE, related_name="claims")
    attribute = models.CharField(max_length=40)
    value = models.TextField()
    value_key = models.CharField(max_length=300, help_text="normalised value: two claims with one key say the same")
    origin = models.CharField(max_length=40, help_text="as survivorship rules name it")
    source_id = models.BigIntegerField(null=True)
    identity_id = models.UUIDField(null=True)
    record_id = models.UUIDField(null=True)
    persona_id = models.UUIDField(null=True)
    observed_at = models.DateTimeField()
    wins = models.BooleanField(default=False)
    rank = models.PositiveSmallIntegerField(help_text="1 is the winner; order within the attribute")
    rule = models.CharField(max_length=80, help_text="the rule and its step that ranked it, for lineage")

    class Meta:
        indexes = [
            models.Index(fields=["constituent", "attribute", "rank"], name="claim_profile"),
            models.Index(fields=["persona_id"], condition=models.Q(persona_id__isnull=False), name="claim_persona"),
        ]

    def __str__(self) -> str:
        return f"{self.attribute}={self.value_key}"


class Correction(models.Model):
    """A value that the person corrected: it locks its attribute against every source (GDPR art. 16).

    It hangs on the constituent that it was made for and is found through former ids, so it comes along with a merge and
    goes back with what is unmerged. ``request_id`` names the request that it rests on. Erased with the person.
    """

    id = UUIDv7Field()
    constituent = models.ForeignKey(Constituent, on_delete=models.CASCADE, related_name="corrections")
    attribute = models.CharField(max_length=40)
    value = models.TextField()
    value_key = models.CharField(max_length=300, help_text="as claims normalise it")
    request_id = models.UUIDField(db_index=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(db_default=Now())
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["constituent", "attribute", "value_key"],
                condition=models.Q(ended_at__isnull=True),
                name="correction_once",
            ),
            models.CheckConstraint(condition=~models.Q(value=""), name="correction_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.attribute} {self.constituent_id}"
