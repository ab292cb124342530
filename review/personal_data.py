"""What the table of the desk holds."""

from __future__ import annotations

from privacy.register.personal_data import declare

declare("review.Skip", policy="ids_only")
