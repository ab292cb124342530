"""What the search index holds."""

from __future__ import annotations

from privacy.models import Category
from privacy.register.personal_data import declare

declare(
    "lookup.SearchTerm",
    policy=("rls", "derived"),
    personal={"term": Category.CONTACT.value, "shown": Category.CONTACT.value},
    plain=("kind",),
)
