"""The register's entries for privacy itself: ids, keyed hashes and codes, but for the words of requests."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ..models import Category
from .personal_data import declare

_LEDGER = _("Evidence of what a person said: ids and keyed hashes, no values. The law asks for it (GDPR art. 7(1)).")
_ANSWERS = _("Ids, dates and codes that prove what was answered and when (GDPR art. 5(2)).")
_ABOUT_US = _("Words and choices of the organisation, not about one person.")

declare(
    "privacy.ConsentEvent",
    policy="ids_only",
    plain=(
        "account_hash", "platform", "purpose", "category", "state", "basis", "scopes", "method", "jurisdiction",
        "proof", "idempotency_key", "row_hash",
    ),
    why=_LEDGER,
)  # fmt: skip
declare("privacy.NoticeSent", policy="ids_only", plain=("method", "proof", "idempotency_key"), why=_LEDGER)
declare(
    "privacy.AccessEntry",
    policy="ids_only",
    plain=("purpose", "reason", "subject_kind", "request_id"),
    why=_("Who opened whose data: ids and codes, never values."),
)
declare(
    "privacy.Export",
    policy="ids_only",
    plain=("title", "purpose", "recipient", "columns"),
    why=_("Ids of people; values are read at each download, so that an erased person is in none."),
)
declare("privacy.Account", policy="ids_only", plain=("platform", "account_hash", "basis", "source_kind", "signals"))
declare("privacy.Permission", policy="derived", plain=("purpose", "reason"))
declare("privacy.LookFor", policy="derived", plain=("platform",))
declare(
    "privacy.Person",
    policy="derived",
    personal={"jurisdiction": Category.CONTACT.value, "of_age_on": Category.CONTACT.value},
)
declare(
    "privacy.SubjectRequest",
    policy="ids_only",
    plain=("kind", "state", "received_via", "jurisdiction", "identity_method", "closing_reason"),
    why=_ANSWERS,
)
declare("privacy.RequestNote", policy="payload", personal={"text": Category.CONTACT.value}, plain=("kind",))
declare(
    "privacy.Erasure",
    policy="ids_only",
    plain=("scope", "origin", "state", "blocked_by", "platform", "manifest", "account_hashes"),
    why=_ANSWERS,
)
declare("privacy.ErasureStep", policy="ids_only", plain=("store", "state", "blocked_by"), why=_ANSWERS)
declare(
    "privacy.Suppression",
    policy="ids_only",
    plain=("key_id", "kind", "digest", "platform"),
    why=_(
        "Keyed hashes that keep an erased person from coming back with the next file; nothing can be read from them."
    ),
)
declare(
    "privacy.CallbackDelivery",
    policy="ids_only",
    plain=("platform", "kind", "account_hash", "payload_hash", "confirmation_code"),
    why=_ANSWERS,
)
declare("privacy.CallbackDelivery_erasures", policy="ids_only", why=_ANSWERS)
declare("privacy.Incident", policy="ids_only", plain=("kind", "details"), why=_("Ids, codes and counts."))
declare(
    "privacy.Hold",
    policy="ids_only",
    plain=("covers", "ground", "note"),
    why=_("An id, a ground and a file number: why something stays, and until when."),
)
declare("privacy.Assessment", policy="none", plain=("platform", "mode", "text"), why=_ABOUT_US)
declare(
    "privacy.LawfulBasis",
    policy="none",
    plain=("purpose", "jurisdiction", "basis", "assessment", "opt_out"),
    why=_ABOUT_US,
)
declare("privacy.Notice", policy="none", plain=("version", "title", "body", "disclosures", "state"), why=_ABOUT_US)
declare("privacy.RetentionSchedule", policy="none", plain=("category",), why=_ABOUT_US)
declare("privacy.RetentionRun", policy="none", plain=("kind", "report"), why=_("Counts by rule."))
