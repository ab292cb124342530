"""Writing decisions down: the audit of each, and the decision that takes another one back."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from crmsocial.core.audit import record
from crmsocial.core.errors import Conflict
from crmsocial.core.models import User

from .models import Decision


def write(verb: str, decision: Decision, actor: User | None) -> None:
    """Audit a decision: ids, codes and states, no words."""
    record(
        verb=verb,
        object_type="decision",
        object_id=decision.pk,
        actor=actor,
        details={
            "verdict": decision.verdict,
            "reason": decision.reason,
            "method": decision.method,
            "persona_id": decision.persona_id,
            "constituent_id": decision.constituent_id,
            "candidate_id": decision.candidate_id,
            "reverses": decision.reverses_id,
        },
    )


def write_reversal(*, decision: Decision, actor: User | None, reason: str) -> Decision:
    """Write the decision that takes another one back; the database lets only one do so."""
    try:
        with transaction.atomic():
            reversal = Decision.objects.create(
                left_identities=decision.left_identities,
                right_identities=decision.right_identities,
                right_constituents=decision.right_constituents,
                constituent_id=decision.constituent_id,
                persona_id=decision.persona_id,
                verdict=decision.verdict,
                reason=reason,
                method="steward" if actor else "automatic",
                actor=actor,
                candidate_id=decision.candidate_id,
                reverses=decision,
            )
    except IntegrityError as error:
        earlier = Decision.objects.filter(reverses=decision).select_related("actor").first()
        if earlier is None:
            raise
        who = str(earlier.actor) if earlier.actor else _("The system")
        when = date_format(localtime(earlier.decided_at), "DATETIME_FORMAT")
        raise Conflict(
            _("%(who)s took this decision back already (%(when)s). Nothing was changed.") % {"who": who, "when": when},
            code="already_reversed",
            decision_id=str(earlier.pk),
        ) from error
    write("decision.reversed", reversal, actor)
    return reversal
