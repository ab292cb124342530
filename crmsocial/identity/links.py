"""Placing and ending links, and what follows for permissions and for the layers above. Called under upkeep."""

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

from crmsocial.constituents.models import Constituent, ConstituentState
from crmsocial.core.errors import Conflict, NotFound
from crmsocial.personas.models import Persona
from privacy import accounts, gate

from .models import Decision, EdgeState, Link
from .permissions import restand
from .selectors import resolve_id
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
    """The constituents that these ids mean today, kept from being merged away until the transaction ends."""
    former = set(constituent_ids)
    # Whoever merged one of them held it until now: its id then means another constituent, which is locked in turn.
    for _attempt in range(3):
        resolved = {current for one in former if (current := resolve_id(one))}
        rows = Constituent.objects.select_for_update(no_key=True).filter(pk__in=resolved)
        locked = list(rows.order_by("pk").values_list("pk", "state"))
        if locked and all(state == ConstituentState.ACTIVE for _pk, state in locked):
            return [pk for pk, _state in locked]
    raise NotFound(_("This constituent was merged or erased meanwhile. Open the page again."))


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
    """End these open links, naming the decision that does it."""
    ending = list(links)
    Link.objects.filter(pk__in=[link.pk for link in ending], state__in=OPEN_STATES).update(
        state=EdgeState.ENDED, state_reason=reason[:60], ended_at=Now(), ended_by=by
    )
    return ending


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
