"""What the tables of matching hold."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from privacy.models import Category
from privacy.register.personal_data import declare

declare(
    "matching.ModelVersion",
    policy="derived",
    personal={"body": Category.CONTACT.value},
    plain=("version", "content_hash"),
)
declare(
    "matching.MatchRun",
    policy="ids_only",
    plain=("state", "parameters", "summary"),
    why=_("Counts and thresholds of a run."),
)
declare("matching.SnapshotRecord", policy="ids_only")
declare("matching.RunChunk", policy="ids_only", plain=("side", "counts"))
declare(
    "matching.Candidate",
    policy="rls",
    plain=(
        "model_version", "platform", "band", "rule", "fingerprint", "state", "state_reason", "former_state",
        "former_reason",
    ),
)  # fmt: skip
declare("matching.Evidence", policy="rls", personal={"rows": Category.PERSONA.value})

# Keys are hashes of names, e-mails, dates and the like: as personal as these.
declare(
    "matching.IndexedRecord",
    policy="derived",
    personal=dict.fromkeys(("keys", "parts", "initials"), Category.CONTACT.value),
)
declare("matching.IndexKeyA", policy="derived", personal={"key": Category.CONTACT.value})
declare("matching.IndexKeyB", policy="derived", personal={"key": Category.CONTACT.value})
declare("matching.NarrowedKey", policy="none")
declare("matching.IndexState", policy="none", plain=("keys_version", "parameters"))
declare(
    "matching.MatchQuestion",
    policy="derived",
    personal={"items": Category.CONTACT.value, "answers": Category.CONTACT.value},
    plain=("purpose",),
)
declare("matching.AskedCount", policy="none")
