"""What the tables of accounts hold."""

from __future__ import annotations

from privacy.models import Category
from privacy.register.personal_data import declare

PERSONA = Category.PERSONA.value

declare(
    "personas.Persona",
    policy="rls",
    personal=dict.fromkeys(
        (
            "account_id", "handle", "handle_key", "external_id", "display_name", "bio", "location", "profile_link",
            "language", "values",
        ),
        PERSONA,
    ),
    plain=("platform", "content_hash", "basis"),
)  # fmt: skip
declare("personas.HandleHistory", policy="rls", personal={"handle": PERSONA, "handle_key": PERSONA})
