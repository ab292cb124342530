"""Placing and ending links, and what follows for permissions and for the layers above. Called under upkeep.

Whoever changes edges, permissions or candidates locks in one order, each kind by id: modes and notices (shared),
personas, constituents, privacy's accounts, and only then links and candidates. A person's no takes the same locks
(``privacy.projecting.locks``), so that it and a decision wait for one another, never both.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from crmsocial.constituents.ids import resolve_id
from crmsocial.constituents.models import Constituent, ConstituentState
from crmsocial.core.errors import Conflict, NotFound
from crmsocial.personas.models import Persona
from privacy import gate
from privacy.facts import accounts
from privacy.projecting.locks import hold_circumstances

from .models import Decision, EdgeState, Link
from .permissions import lock_open, restand
from .signals import edges_changed
from .states import OPEN_STATES

ONE_OPEN = "link_one_open_per_persona"


def lock_persona(persona_id: UUID) -> Persona:
    """Let one decision at a time be taken on a persona; waits for the other. Raises NotFound."""
    persona = Persona.objects.select_for_update(of=("self",), no_key=True).filter(pk=persona_id).first()
    if persona is None:
        raise NotFound(_("This account is no longer here, or may no longer be matched."))
    return persona


def lock_constituents(constituent_ids: Iterable[UUID]) -> list[UUID]:
    """The constituents that these ids mean today, kept from being merged away until the transaction ends.

    Raises NotFound where none of the ids means any.
    """
    locked = _lock_standing(constituent_ids)
    if not locked:
        raise _gone()
    return locked


def _gone() -> NotFound:
    return NotFound(_("This constituent was merged or erased meanwhile. Open the page again."))


def _lock_standing(constituent_ids: Iterable[UUID]) -> list[UUID]:
    hold_circumstances()
    former = set(constituent_ids)
    # Whoever merged one of them held it until now: its id then means another constituent, which is locked in turn.
    for _attempt in range(3):
        resolved = {current for one in former if (current := resolve_id(one))}
        rows = Constituent.objects.select_for_update(no_key=True).filter(pk__in=resolved)
        locked = list(rows.order_by("pk").values_list("pk", "state"))
        if all(state == ConstituentState.ACTIVE for _pk, state in locked):
            return [pk for pk, _state in locked]
    raise _gone()


def lock_pair(*, persona_id: UUID, constituent_id: UUID) -> tuple[Persona, UUID]:
    """Lock what a decision on this pair changes; the persona, and the constituent that the id means today.

    Raises NotFound where either is gone.
    """
    persona = lock_persona(persona_id)
    [holder] = lock_constituents([constituent_id])
    accounts.lock([persona_id])
    return persona, holder


def lock_pairs(pairs: Collection[tuple[UUID, UUID]]) -> None:
    """Lock what decisions on these (persona, constituent) pairs change, before the first of them is taken."""
    persona_ids = {persona_id for persona_id, _constituent_id in pairs}
    personas = Persona.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=persona_ids)
    list(personas.order_by("pk").values_list("pk", flat=True))
    _lock_standing(constituent_id for _persona_id, constituent_id in pairs)
    accounts.lock(persona_ids)


def lock_edges(*, persona_id: UUID, constituent_ids: Collection[UUID]) -> None:
    """Lock a persona and everybody who holds it or may come to hold it: these constituents and today's holder."""
    lock_persona(persona_id)
    open_links = Link.objects.filter(persona_id=persona_id, state__in=OPEN_STATES)
    locked: set[UUID] = set()
    # Whoever split a constituent held it until now, and its link has gone to another one, which is locked in turn.
    for _attempt in range(3):
        holders = set(open_links.values_list("constituent_id", flat=True))
        if locked and holders <= locked:
            break
        locked = set(_lock_standing({*constituent_ids, *holders}))
    accounts.lock([persona_id])


def open_link(persona_id: UUID) -> Link | None:
    """The one link that holds the persona now."""
    return Link.objects.filter(persona_id=persona_id, state__in=OPEN_STATES).select_related("decision__actor").first()


def already_linked(link: Link) -> Conflict:
    """The conflict of a second link for one persona, saying who made the first, and when."""
    decision = link.decision
    who = str(decision.actor) if decision and decision.actor else _("The system")
    when = date_format(localtime(link.recorded_at), "DATETIME_FORMAT")
    message = _("%(who)s linked this account to a constituent already (%(when)s). Nothing was changed.")
    return Conflict(
        message % {"who": who, "when": when},
        code="already_linked",
        link_id=str(link.pk),
        constituent_id=str(link.constituent_id),
        decision_id=str(link.decision_id) if link.decision_id else None,
    )


def place(
    *,
    persona_id: UUID,
    constituent_id: UUID,
    method: str,
    decision: Decision | None,
    placed_by: Decision | None = None,
    valid_from: datetime | None = None,
) -> Link:
    """Make a link. The database lets one open link stand for each persona; the loser of a race learns who won."""
    link = Link(
        persona_id=persona_id, constituent_id=constituent_id, method=method, decision=decision, placed_by=placed_by
    )
    if valid_from is not None:
        link.valid_from = valid_from
    try:
        with transaction.atomic():
            link.save(force_insert=True)
    except IntegrityError as error:
        standing = open_link(persona_id)
        if ONE_OPEN not in str(error) or standing is None:
            raise
        raise already_linked(standing) from error
    return link


def end(links: Iterable[Link], *, by: Decision, reason: str) -> list[Link]:
    """End these links, naming the decision that does it; those that were still open, which are now ended by it."""
    ending = list(links)
    still_open = lock_open(link.pk for link in ending)
    Link.objects.filter(pk__in=still_open).update(
        state=EdgeState.ENDED, state_reason=reason[:60], ended_at=Now(), ended_by=by
    )
    return [link for link in ending if link.pk in still_open]


@dataclass(slots=True)
class _Gathered:
    """Edges that changed and have not been followed yet."""

    persona_ids: set[UUID] = field(default_factory=set)
    constituent_ids: set[UUID] = field(default_factory=set)


_gathered: ContextVar[_Gathered | None] = ContextVar("edges gathered", default=None)


@contextmanager
def together() -> Iterator[None]:
    """Let what follows from several acts happen once, before this transaction ends; for acts by the dozen.

    Inside it nothing above has heard of the acts yet, so call only what does not depend on one another's edges.
    """
    with transaction.atomic():
        gathered = _Gathered()
        token = _gathered.set(gathered)
        try:
            yield
        finally:
            _gathered.reset(token)
        if gathered.persona_ids or gathered.constituent_ids:
            with gate.purpose("upkeep", reason="following edges that changed together"):
                settle_edges(persona_ids=gathered.persona_ids, constituent_ids=gathered.constituent_ids)


def settle_edges(*, persona_ids: Collection[UUID], constituent_ids: Collection[UUID]) -> None:
    """After edges changed: tell privacy who holds which account, let permission have its say, tell the layers above."""
    waiting = _gathered.get()
    if waiting is not None:
        waiting.persona_ids |= set(persona_ids)
        waiting.constituent_ids |= set(constituent_ids)
        return
    open_links = Link.objects.filter(persona_id__in=persona_ids, state__in=OPEN_STATES)
    held = dict(open_links.values_list("persona_id", "constituent_id"))
    accounts.set_holders({persona_id: held.get(persona_id) for persona_id in persona_ids})
    restand(Link.objects.filter(persona_id__in=persona_ids))
    edges_changed.send(sender=Link, constituent_ids=set(constituent_ids), persona_ids=set(persona_ids))
