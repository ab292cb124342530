"""What people ask of the organisation about their data, each with its clock."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from crmsocial.core.fields import UUIDv7Field


class RequestKind(models.TextChoices):
    """Rights (GDPR art. 15 to 21; CCPA 1798.105 to 1798.121)."""

    ACCESS = "access", _("Access")
    PORTABILITY = "portability", _("Portability")
    RECTIFICATION = "rectification", _("Rectification")
    RESTRICTION = "restriction", _("Restriction")
    OBJECTION = "objection", _("Objection")
    ERASURE = "erasure", _("Erasure")


class RequestState(models.TextChoices):
    """States of a request; the permitted moves are in ``privacy.requests.states``."""

    RECEIVED = "received", _("Identity to be verified")
    OPEN = "open", _("In progress")
    FULFILLED = "fulfilled", _("Fulfilled")
    REFUSED = "refused", _("Refused")
    TAKEN_BACK = "taken_back", _("Taken back by the person")


class SubjectRequest(models.Model):
    """One request of one person. Ids, states and times; what was written lies in ``RequestNote``."""

    id = UUIDv7Field()
    kind = models.CharField(max_length=14, choices=RequestKind.choices)
    state = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.RECEIVED)
    constituent_id = models.UUIDField(null=True, db_index=True, help_text="empty until it is known who asks")
    received_via = models.CharField(max_length=20, help_text="letter, email, phone, in_person, form, portal, callback")
    received_at = models.DateTimeField()
    jurisdiction = models.CharField(max_length=10, blank=True)
    due_on = models.DateField(help_text="by the law's clock from the day of receipt, extension included")
    extended_at = models.DateTimeField(null=True)
    extension_notified_at = models.DateTimeField(null=True, help_text="when the person was told of it, with the reason")
    assigned_to = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    identity_verified_at = models.DateTimeField(null=True)
    identity_method = models.CharField(max_length=30, blank=True)
    identity_verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)
    closing_reason = models.CharField(max_length=40, blank=True, help_text="code; of a refusal its ground in the law")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    lock_version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=RequestKind.values), name="request_kind_known"),
            models.CheckConstraint(condition=models.Q(state__in=RequestState.values), name="request_state_known"),
            models.CheckConstraint(
                condition=models.Q(extended_at__isnull=True) | models.Q(extension_notified_at__isnull=False),
                name="request_extension_is_told",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["open", "fulfilled"]) | models.Q(identity_verified_at__isnull=False),
                name="request_identity_first",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["received", "open"], closed_at__isnull=True)
                | (~models.Q(state__in=["received", "open"]) & models.Q(closed_at__isnull=False)),
                name="request_closed_has_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on", "id"], condition=models.Q(state__in=["received", "open"]), name="request_due"
            ),
            models.Index(fields=["-received_at"], name="request_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.received_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        """True while an answer is owed."""
        return self.state in (RequestState.RECEIVED, RequestState.OPEN)


class RequestNote(models.Model):
    """Words of or about a request: what the person wrote, what was answered. Payload table."""

    id = UUIDv7Field()
    request = models.ForeignKey(SubjectRequest, on_delete=models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=12, help_text="received, internal, answer")
    text = models.TextField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.request_id} {self.kind}"
