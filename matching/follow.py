"""Keeping candidates in step with permissions and edges, in the transaction that changed them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Now

from crmsocial.core import audit
from crmsocial.core.database.bulk import one_of
from crmsocial.identity import selectors as identity
from crmsocial.identity.models import Decision, Link, Membership, Verdict
from crmsocial.identity.states import OPEN_STATES
from privacy.gate import purpose

from .models import Candidate, CandidateState
from .permitted import may_be_matched, refused_by_constituent, withhold_unpermitted
from .settling import reopen
from .shelf import bring_back, put_away

REASON = "candidates follow permissions and edges"
_ANY = frozenset(CandidateState)
_AT_ONCE = 5_000


def batches(ids: Collection[UUID]) -> Iterator[list[UUID]]:
    """The ids in lists short enough for one statement: a platform's mode touches every account on it."""
    listed = list(ids)
    return (listed[start : start + _AT_ONCE] for start in range(0, len(listed), _AT_ONCE))


@transaction.atomic
def follow_permissions(*, persona_ids: Collection[UUID], constituent_ids: Collection[UUID]) -> None:
    """Withhold undecided candidates that may not be matched any more, and bring back those that may again."""
    with purpose("upkeep", reason=REASON):
        for some in batches(persona_ids):
            _follow(Candidate.objects.filter(persona_id__in=one_of(some)))
        for some in batches(constituent_ids):
            _follow(Candidate.objects.filter(constituent_id__in=one_of(some)))


def _follow(touched: QuerySet[Candidate]) -> None:
    withhold_unpermitted(touched)
    withheld = touched.filter(state=CandidateState.WITHHELD)
    if not withheld.exists():
        return
    back = bring_back(withheld.filter(may_be_matched()).exclude(refused_by_constituent(withheld)), "permitted_again")
    _put_away_linked(Candidate.objects.filter(pk__in=back))


def _put_away_linked(candidates: QuerySet[Candidate]) -> None:
    links = Link.objects.filter(persona_id=OuterRef("persona_id"), state__in=OPEN_STATES)
    elsewhere = Exists(links.exclude(constituent_id=OuterRef("constituent_id")))
    put_away(candidates.filter(elsewhere), CandidateState.SUPERSEDED, "persona_linked")


@transaction.atomic
def follow_edges(*, constituent_ids: Collection[UUID], persona_ids: Collection[UUID]) -> None:
    """Re-home candidates of merged or split constituents, and let candidates agree with the links that stand now."""
    with purpose("upkeep", reason=REASON):
        moved = {persona for some in batches(constituent_ids) for persona in _rehome(some)}
        for some in batches({*persona_ids, *moved}):
            _agree_with_links(some)


def _rehome(constituent_ids: Collection[UUID]) -> set[UUID]:
    """Let each candidate stand with the constituent that its source identity belongs to; the personas touched."""
    ids = list(constituent_ids)
    members = Membership.objects.filter(constituent_id__in=ids, ended_at__isnull=True).values_list(
        "identity_id", flat=True
    )
    membership = Membership.objects.filter(identity_id=OuterRef("identity_id"), ended_at__isnull=True)
    rows = Candidate.objects.annotate(home=Subquery(membership.values("constituent_id")[:1]))
    # Two indexed look-ups: asking for the computed home itself would read the whole table at each decision.
    here = rows.filter(Q(constituent_id__in=ids) | Q(identity_id__in=list(members)))
    strayed = here.exclude(home=F("constituent_id")) | here.filter(home__isnull=True)
    personas = set()
    for candidate in strayed.order_by("pk"):
        personas.add(candidate.persona_id)
        _move_home(candidate, candidate.home)
    came_home = here.filter(home=F("constituent_id"), state=CandidateState.SUPERSEDED, state_reason="merged")
    personas |= set(came_home.values_list("persona_id", flat=True))
    bring_back(Candidate.objects.filter(pk__in=list(came_home.values_list("pk", flat=True))), "unmerged")
    return personas


def _move_home(candidate: Candidate, home: UUID | None) -> None:
    one = Candidate.objects.filter(pk=candidate.pk)
    if home is None:
        put_away(one, CandidateState.SUPERSEDED, "identity_gone")
    elif Candidate.objects.filter(persona_id=candidate.persona_id, constituent_id=home).exists():
        put_away(one, CandidateState.SUPERSEDED, "merged", sources=_ANY)
    else:
        one.update(constituent_id=home, lock_version=F("lock_version") + 1, updated_at=Now())
        details = {"from": candidate.constituent_id, "to": home}
        audit.record(
            verb="candidate.rehomed", object_type="candidate", object_id=candidate.pk, actor=None, details=details
        )


def _agree_with_links(persona_ids: Collection[UUID]) -> None:
    """Candidates of accounts that are linked stand with the link; those of accounts that are not are open again."""
    links = Link.objects.filter(persona_id__in=persona_ids, state__in=OPEN_STATES).select_related("decision")
    # Whoever decided on the candidate itself settles it in the same act.
    settled = {link.persona_id: link.decision.candidate_id if link.decision else None for link in links}
    rows = Candidate.objects.filter(persona_id__in=persona_ids)
    _link_ended(rows.filter(persona_id__in=set(persona_ids) - settled.keys(), state=CandidateState.APPROVED))
    if not settled:
        return
    linked = Link.objects.filter(persona_id=OuterRef("persona_id"), state__in=OPEN_STATES)
    others = rows.filter(Exists(linked.exclude(constituent_id=OuterRef("constituent_id"))))
    bring_back(others.filter(state=CandidateState.APPROVED), "link_moved")
    put_away(others, CandidateState.SUPERSEDED, "persona_linked")
    own = rows.filter(Exists(linked.filter(constituent_id=OuterRef("constituent_id"))))
    own = own.exclude(state=CandidateState.APPROVED).exclude(pk__in={pk for pk in settled.values() if pk})
    put_away(own, CandidateState.APPROVED, "linked", sources=_ANY)


def _link_ended(approved: Iterable[Candidate]) -> None:
    """The link of an approved candidate has gone: rejected where that was the verdict, else back to what it was."""
    for candidate in approved:
        if _settled_by_caller(candidate):
            continue
        reopen(candidate_id=candidate.pk, actor=None, reason="link_ended")
        pair = (candidate.persona_id, candidate.constituent_id)
        if pair in identity.cannot_link([candidate.persona_id]):
            one = Candidate.objects.filter(pk=candidate.pk)
            put_away(one, CandidateState.REJECTED, "unlinked")


def _settled_by_caller(candidate: Candidate) -> bool:
    """Whether the verdict that ended the link was taken on the candidate itself: then the caller settles it."""
    verdicts = Decision.objects.filter(candidate_id=candidate.pk, verdict=Verdict.NOT_SAME)
    return verdicts.filter(reverses__isnull=True, reversed_by__isnull=True).exists()
