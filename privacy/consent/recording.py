"""Recording acts that an integration reports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from crmsocial.constituents.models import Basis
from crmsocial.core.errors import NotPermitted
from crmsocial.core.models import Role, User

from .. import ledger
from ..models import ConsentEvent
from .subjects import Subject


def record_by_api(constituent_id: UUID, *, actor: User, act: Mapping[str, Any]) -> ConsentEvent:
    """Record an act with its proof; ``act`` as ``privacy.api.serializers.NewConsentSerializer`` validates it.

    The key is the caller's own, so that nobody can take another one's. Raises NotPermitted for other roles, and what
    ``ledger.record`` raises.
    """
    if not actor.has_role(Role.PRIVACY_ADMIN, Role.INTEGRATION):
        raise NotPermitted(_("Only a privacy admin or an integration records what a person said."))
    return ledger.record(
        subject=Subject(constituent_id=constituent_id),
        basis=Basis.CONSENT,
        actor=actor,
        idempotency_key=f"api:{actor.pk}:{act['key']}",
        scopes=act["channels"],
        **{
            name: act[name]
            for name in (
                "state", "purpose", "category", "platform", "method", "event_time", "expires_at", "notice", "proof",
            )
        },
    )  # fmt: skip
