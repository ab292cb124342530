"""Telling a steward what happened to a pair since they opened it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from crmsocial.core.errors import Conflict
from crmsocial.core.presentation.figures import bits_text, probability_text
from crmsocial.identity.models import Decision, Verdict
from matching.models import Band, Candidate
from matching.selectors import EvidenceRow


def explained(error: Conflict, *, candidate_id: UUID) -> Conflict:
    """The conflict with who decided on the pair last, and when, where somebody did."""
    last = Decision.objects.filter(candidate_id=candidate_id).select_related("actor").order_by("-id").first()
    if last is None or "decision_id" in error.context:
        return error
    context = {**error.context, "decided_by": who(last), "decided_at": last.decided_at.isoformat()}
    return type(error)(f"{error.message} {sentence(last)}", code=error.code, **context)


def who(decision: Decision) -> str:
    """The name of the steward, or the system's."""
    return str(decision.actor) if decision.actor else _("The system")


def sentence(decision: Decision) -> str:
    """Who decided what, and when."""
    values = {
        "who": who(decision),
        "verdict": Verdict(decision.verdict).label,
        "when": date_format(localtime(decision.decided_at), "DATETIME_FORMAT"),
    }
    if decision.reverses_id:
        return _("%(who)s took “%(verdict)s” back on %(when)s.") % values
    return _("%(who)s decided “%(verdict)s” on %(when)s.") % values


def seen(candidate: Candidate, evidence: Iterable[EvidenceRow]) -> dict[str, Any]:
    """What a page shows of a pair, short enough to travel with its form: probability, band, bits by evidence."""
    bits: dict[str, float] = {}
    for row in evidence:
        bits[row.label] = round(bits.get(row.label, 0.0) + row.bits, 1)
    return {"probability": candidate.probability, "band": candidate.band, "bits": bits}


def read_seen(text: str) -> dict[str, Any]:
    """What a form carried; nothing where it cannot be read."""
    try:
        found = json.loads(text[:4000] or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Sentences on what differs between what a page showed and what stands now. Pure; unreadable input says nothing."""
    found = []
    old, new = _number(before.get("probability")), _number(now.get("probability"))
    if old is not None and new is not None and 0 <= old <= 1 and probability_text(old) != probability_text(new):
        found.append(
            _("Probability: was %(old)s, is %(new)s.") % {"old": probability_text(old), "new": probability_text(new)}
        )
    if before.get("band") in Band.values and before.get("band") != now.get("band"):
        found.append(
            _("Band: was “%(old)s”, is “%(new)s”.")
            % {"old": Band(before["band"]).label, "new": Band(now["band"]).label}
        )
    old_bits, new_bits = before.get("bits"), now.get("bits")
    if isinstance(old_bits, Mapping) and isinstance(new_bits, Mapping):
        found += _bits_changes(old_bits, new_bits)
    return found


def _bits_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    found = []
    for label in {**old, **new}:
        was, now = _number(old.get(label)), _number(new.get(label))
        if was is None and now is not None:
            found.append(_("%(label)s: new, %(new)s bits.") % {"label": label, "new": bits_text(now)})
        elif was is not None and now is None:
            found.append(_("%(label)s: no longer there.") % {"label": label})
        elif was is not None and now is not None and bits_text(was) != bits_text(now):
            found.append(
                _("%(label)s: was %(old)s bits, is %(new)s.")
                % {"label": label, "old": bits_text(was), "new": bits_text(now)}
            )
    return found


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and 0 <= abs(value) < 1e6 else None
