"""Taking a merge back: what went in comes out again; what was decided of the whole since stays with the whole."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from crmsocial.constituents.models import Alias, Constituent, ConstituentState
from crmsocial.core.audit import record
from crmsocial.core.errors import Conflict, InvalidInput
from crmsocial.core.models import User
from privacy import gate

from . import journal, links, selectors
from .merge import REASON, finish, move_links, move_memberships
from .models import Decision, Link, Membership
from .states import OPEN_STATES


@transaction.atomic
def unmerge(*, decision: Decision, actor: User | None, reason: str = "undo") -> Decision:
    """Take a merge back: memberships, aliases and links stand as before it.

    Raises InvalidInput for a decision that is no merge, Conflict where it was taken back already or where the whole has
    itself been merged into another since.
    """
    if not decision.right_constituents or decision.reverses_id:
        raise InvalidInput(_("This decision merged nothing."))
    with gate.purpose("upkeep", reason=REASON):
        whole = decision.constituent_id
        if links.lock_constituents([whole]) != [whole]:
            raise Conflict(_("The constituent was merged into another since. Undo that merge first."), code="merged_on")
        reversal = journal.write_reversal(decision=decision, actor=actor, reason=reason)
        parts = _parts(decision)
        Alias.objects.filter(former_id__in=parts, constituent_id=whole).delete()
        Constituent.objects.filter(pk__in=parts).update(state=ConstituentState.ACTIVE)
        for part in parts:
            _return_aliases(part, merged_into=part)
        personas: set[UUID] = set()
        for part, identities in parts.items():
            returned = move_memberships([whole], to=part, decision=reversal, identity_ids=identities)
            personas |= move_links(_links_of(whole, part, set(returned)), to=part, decision=reversal)
        record(
            verb="constituent.unmerged",
            object_type="constituent",
            object_id=whole,
            actor=actor,
            details={"decision_id": reversal.pk, "returned": list(parts), "reason": reason, "links": len(personas)},
        )
        finish(constituent_ids={whole, *parts}, persona_ids=personas)
    return reversal


def _parts(decision: Decision) -> dict[UUID, list[UUID]]:
    """Which identities the merge took from each constituent."""
    parts: dict[UUID, list[UUID]] = {constituent_id: [] for constituent_id in decision.right_constituents}
    taken = Membership.objects.filter(ended_by=decision).values_list("constituent_id", "identity_id")
    for constituent_id, identity_id in taken:
        parts[constituent_id].append(identity_id)
    return parts


def _return_aliases(part: UUID, *, merged_into: UUID) -> None:
    """Former ids that came along with a part go back with it, since when they were merged into it."""
    for earlier in selectors.standing_merges_into(merged_into):
        Alias.objects.filter(former_id__in=earlier.right_constituents).update(
            constituent_id=part, created_at=earlier.decided_at
        )
        for former in earlier.right_constituents:
            _return_aliases(part, merged_into=former)


def _links_of(whole: UUID, part: UUID, identities: set[UUID]) -> list[Link]:
    """Links that were decided of the part: of its id, or of nothing but identities that return to it."""
    standing = Link.objects.filter(constituent_id=whole, state__in=OPEN_STATES).select_related("decision")

    def belongs(link: Link) -> bool:
        decision = link.decision
        if decision is None:
            return False
        return decision.constituent_id == part or (
            bool(decision.left_identities) and set(decision.left_identities) <= identities
        )

    return [link for link in standing if belongs(link)]
