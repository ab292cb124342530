"""Who of a selection may be handed out at this moment, and why the others may not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from crmsocial.constituents.models import Alias, Constituent, ConstituentState

from ..consent import acts
from ..facts import holders
from ..judging import circumstances
from ..judging.case import NOBODY
from ..judging.judgement import judge_constituent
from ..judging.verdicts import Verdict

#: Reasons besides the gate's own: erased or never there, and the same person under another id of the selection.
GONE, TWICE = "gone", "twice"


@dataclass(frozen=True, slots=True)
class Sorted:
    """Ids that may be handed out, in order, and the others with the code that says why not."""

    permitted: list[UUID]
    left_out: Mapping[UUID, str]


def today(constituent_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """The id of today of each of the ids; those that lead to nobody are missing. Two queries."""
    ids = list(constituent_ids)
    leads = dict(Alias.objects.filter(former_id__in=ids).values_list("former_id", "constituent_id"))
    wanted = {pk: leads.get(pk, pk) for pk in ids}
    alive = set(
        Constituent.objects.filter(pk__in=set(wanted.values()), state=ConstituentState.ACTIVE).values_list(
            "pk", flat=True
        )
    )
    return {pk: current for pk, current in wanted.items() if current in alive}


def sort(constituent_ids: Iterable[UUID], *, purpose: str, recipient: str) -> Sorted:
    """Ask the gate about each person, as the ledger stands now; only ALLOW passes."""
    ids = list(constituent_ids)
    current = today(ids)
    verdicts = _verdicts(set(current.values()), purpose, recipient)
    permitted: dict[UUID, None] = {}
    left_out: dict[UUID, str] = {}
    for pk in ids:
        who = current.get(pk)
        if who is None:
            left_out[pk] = GONE
        elif who in permitted:
            left_out[pk] = TWICE
        elif verdicts[who].allowed:
            permitted[who] = None
        else:
            left_out[pk] = verdicts[who].code
    return Sorted(list(permitted), left_out)


def _verdicts(constituent_ids: set[UUID], purpose: str, recipient: str) -> dict[UUID, Verdict]:
    """The gate's judgement of each, from acts read for all of them at once."""
    around = circumstances.read()
    known = holders.of(constituent_ids, around.now)
    return {
        pk: judge_constituent(
            purpose,
            "",
            spoken.acts,
            around,
            spoken.merged_at,
            holder=known.get(pk, NOBODY),
            recipient=recipient,
        )
        for pk, spoken in acts.of_constituents(constituent_ids).items()
    }
