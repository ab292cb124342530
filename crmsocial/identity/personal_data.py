"""What the tables of edges and decisions hold."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from privacy.models import Category
from privacy.register.personal_data import declare

declare(
    "identity.Decision",
    policy="ids_only",
    plain=("verdict", "reason", "method", "model_version", "policy_rule", "fingerprint"),
    why=_("Who decided when on which ids: evidence, and what thresholds are calibrated on. The words lie elsewhere."),
)
declare(
    "identity.DecisionPayload",
    policy=("rls", "payload"),
    personal={"note": Category.CONTENT.value, "evidence": Category.PERSONA.value},
)
declare("identity.Membership", policy="ids_only")
declare("identity.Link", policy="rls", plain=("method", "state", "state_reason"))
