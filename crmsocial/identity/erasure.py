"""Stores of this app: edges, and the words that stand behind decisions. Decisions stay: they hold ids and codes.

A decision whose identities are gone speaks of nobody; what would act on one (merge, reversal) locks the constituent
first and learns there that it was erased.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from privacy.erasure import registry
from privacy.erasure.registry import Collected
from privacy.erasure.stores import ErasureSubject
from privacy.erasure.tables import TableStore, sought
from privacy.models import Category

from . import links, selectors
from .models import Decision, DecisionPayload, Link, Membership, Verdict
from .states import OPEN_STATES
from .unmerge import unmerge

# Each link locks whom it joins, and what follows from it is computed in the same transaction.
_AT_ONCE = 500


class LinkStore(TableStore):
    """Edges from accounts. What was computed over them is computed again in the same transaction."""

    name = "identity.links"
    label = _("Links of accounts")
    position = 21
    model = Link
    columns = {"persona_id": "persona_ids", "constituent_id": "constituent_ids"}
    category = Category.PERSONA

    def erase(self, subject: ErasureSubject) -> int:
        """Delete some; who held these accounts holds them no more."""
        rows = list(self.rows(subject).order_by("pk").values_list("pk", "persona_id", "constituent_id")[:_AT_ONCE])
        if not rows:
            return 0
        links.lock_pairs([(persona_id, constituent_id) for _pk, persona_id, constituent_id in rows])
        gone = Link.objects.filter(pk__in=[pk for pk, _persona, _constituent in rows])._raw_delete(Link.objects.db)
        links.settle_edges(persona_ids={row[1] for row in rows}, constituent_ids={row[2] for row in rows})
        return gone

    def plant(self, subject: ErasureSubject) -> None:
        """A link."""
        Link.objects.create(persona_id=subject.erasure_id, constituent_id=subject.erasure_id, method="steward")


class PayloadStore(TableStore):
    """Notes of stewards and the evidence as it stood, of every decision about the person or the account."""

    name = "identity.decision_words"
    label = _("Words and evidence of decisions")
    position = 22
    model = DecisionPayload
    category = Category.PERSONA

    def rows(self, subject: ErasureSubject) -> QuerySet[DecisionPayload]:
        """Payloads of decisions that name any of the subject's ids on either side."""
        people, identities = sought(subject, "constituent_ids"), sought(subject, "identity_ids")
        about = (
            Q(persona_id__in=sought(subject, "persona_ids")),
            Q(constituent_id__in=people),
            Q(right_constituents__overlap=people),
            Q(left_identities__overlap=identities),
            Q(right_identities__overlap=identities),
        )
        # One by one, each by its index: joined by OR they would read the whole table.
        found = {pk for one in about for pk in Decision.objects.filter(one).values_list("pk", flat=True)}
        return DecisionPayload.objects.filter(pk__in=found)

    def plant(self, subject: ErasureSubject) -> None:
        """A decision with words."""
        decision = Decision.objects.create(
            left_identities=[subject.erasure_id],
            constituent_id=subject.erasure_id,
            persona_id=subject.erasure_id,
            verdict=Verdict.UNSURE,
            reason="planted",
            method="automatic",
        )
        DecisionPayload.objects.create(decision=decision, persona_id=subject.erasure_id, note="planted")


class MembershipStore(TableStore):
    """Edges from source identities. They go late: an identity without one would be adopted as a new constituent."""

    name = "identity.memberships"
    label = _("Memberships of source identities")
    position = 86
    model = Membership
    columns = {"identity_id": "identity_ids", "constituent_id": "constituent_ids"}
    category = Category.CONTACT

    def plant(self, subject: ErasureSubject) -> None:
        """A membership."""
        Membership.objects.create(identity_id=subject.erasure_id, constituent_id=subject.erasure_id)


def collect(constituent_ids: Collection[UUID]) -> Collected:
    """Source identities that are members, and accounts held by open links. Call it under ``erasure``."""
    members = Membership.objects.filter(constituent_id__in=list(constituent_ids), ended_at__isnull=True)
    held = Link.objects.filter(constituent_id__in=list(constituent_ids), state__in=OPEN_STATES)
    return Collected(
        identity_ids=tuple(sorted(members.values_list("identity_id", flat=True))),
        persona_ids=tuple(sorted(held.values_list("persona_id", flat=True))),
    )


def separate(constituent_ids: Collection[UUID]) -> None:
    """Take back the merges that join these constituents with others, later ones of the whole first.

    A restored backup may be of a time when they were one: whoever was parted from them since is not erased with them,
    and nothing of them stays in the others' profiles.
    """
    ours = set(constituent_ids)
    while (crossing := _newest_crossing(ours)) is not None:
        while (later := selectors.merged_on(crossing)) is not None:
            crossing = later
        unmerge(decision=crossing, actor=None, reason="replayed_erasure")


def _newest_crossing(ours: set[UUID]) -> Decision | None:
    merges = selectors.standing_decisions().exclude(right_constituents=[])
    about = merges.filter(Q(constituent_id__in=ours) | Q(right_constituents__overlap=list(ours)))
    joined = ((one, {one.constituent_id, *one.right_constituents}) for one in about.order_by("-pk"))
    return next((one for one, together in joined if not together <= ours), None)


def register() -> None:
    """Enter these stores, and lend privacy the word on what belongs to whom."""
    for store in (LinkStore(), PayloadStore(), MembershipStore()):
        registry.register(store)
    registry.set_collector(collect)
    registry.set_separator(separate)
