"""The words of privacy: what data is opened for, what kind of data it is, and what a person said of it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


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
