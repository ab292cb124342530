"""The proof of an erasure: what was found and erased in each store, and that its search could see. No personal data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from .. import signing
from ..models import Erasure, ErasureStep

TYPE = "crmsocial.erasure-manifest"


def of(erasure: Erasure, steps: Sequence[ErasureStep], *, searched_at: datetime) -> dict[str, Any]:
    """The signed manifest of a complete erasure (see ``privacy.signing`` for its form)."""
    return signing.sign(
        {
            "type": TYPE,
            "version": 1,
            "erasure": str(erasure.pk),
            "scope": erasure.scope,
            "origin": erasure.origin,
            "platform": erasure.platform,
            # Profiles, search terms and permissions went then; "found" counts what there was when a store's turn came.
            "hidden_at": _text(erasure.requested_at),
            "completed_at": _text(erasure.completed_at),
            "subject": {
                "constituents": len(erasure.constituent_ids),
                "identities": len(erasure.identity_ids),
                "accounts": len(erasure.persona_ids),
            },
            "stores": [
                {
                    "store": step.store,
                    "found": step.found or 0,
                    "erased": step.erased,
                    "planted_row_seen": bool(step.planted_seen),
                    "left": 0,
                    "searched_at": _text(searched_at),
                }
                for step in steps
            ],
        }
    )


def _text(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat() if moment else ""
