"""What admins recorded before a use was switched on."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from crmsocial.constituents.models import Basis
from crmsocial.core.fields import UUIDv7Field

from .choices import Purpose


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


class LawfulBasis(models.Model):
    """A purpose switched on for a jurisdiction on another basis than consent, or switched off again. Append-only.

    The newest row of (purpose, jurisdiction, basis) holds. GDPR art. 6(1)(f) asks for the balancing test, art. 13 and
    14 for the notice, art. 21 for the way to say no: none may be empty where the switch is on.
    """

    id = UUIDv7Field()
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    jurisdiction = models.CharField(max_length=10, blank=True, help_text="empty: wherever no other row holds")
    basis = models.CharField(max_length=20, choices=Basis.choices)
    switched_on = models.BooleanField()
    assessment = models.TextField(blank=True, help_text="the balancing test, in the admin's words; no names")
    opt_out = models.TextField(blank=True, help_text="how people say no, as the notice tells them")
    notice = models.ForeignKey("privacy.Notice", null=True, on_delete=models.PROTECT, related_name="lawful_bases")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(switched_on=False)
                | (~models.Q(assessment="") & ~models.Q(opt_out="") & models.Q(notice__isnull=False)),
                name="lawful_basis_is_whole",
            ),
        ]
        indexes = [models.Index(fields=["purpose", "jurisdiction", "basis", "-recorded_at"], name="lawful_latest")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.jurisdiction or '*'} {self.basis} {'on' if self.switched_on else 'off'}"
