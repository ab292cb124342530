"""The one table of what acts do to a standing: W3C DPV's consent states, and ``Objected`` (GDPR art. 21).

The fold walks acts in the order of time through this table. Who may lift whose objection is the fold's own rule; here
an objection gives way to an explicit consent alone.
"""

from __future__ import annotations

from enum import IntEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..models import ConsentState

State = ConsentState


class Kind(IntEnum):
    """What a standing comes to, from permissive to restrictive."""

    NONE = 0
    GIVEN = 1
    LAPSED = 2
    REFUSED = 3
    OBJECTED = 4


KIND_OF: dict[str, Kind] = {
    State.UNKNOWN: Kind.NONE,
    State.REQUESTED: Kind.NONE,
    State.REQUEST_DEFERRED: Kind.NONE,
    State.GIVEN: Kind.GIVEN,
    State.RENEWED: Kind.GIVEN,
    State.EXPIRED: Kind.LAPSED,
    State.INVALIDATED: Kind.LAPSED,
    State.REFUSED: Kind.REFUSED,
    State.REVOKED: Kind.REFUSED,
    State.WITHDRAWN: Kind.REFUSED,
    State.OBJECTED: Kind.OBJECTED,
}
#: Code of ``privacy.judging.reasons`` for a standing that permits nothing.
CODE_OF: dict[str, str] = {
    State.UNKNOWN: "no_act",
    State.REQUESTED: "no_act",
    State.REQUEST_DEFERRED: "no_act",
    State.GIVEN: "consent_given",
    State.RENEWED: "consent_given",
    State.EXPIRED: "consent_expired",
    State.INVALIDATED: "consent_invalidated",
    State.REFUSED: "refused",
    State.REVOKED: "withdrawn",
    State.WITHDRAWN: "withdrawn",
    State.OBJECTED: "objected",
}

_SILENT = (State.UNKNOWN, State.REQUESTED, State.REQUEST_DEFERRED)
_GIVEN = (State.GIVEN, State.RENEWED)

#: act → standings in which it counts; in any other the standing stays what it was.
COUNTS_IN: dict[str, frozenset[str]] = {
    # Nothing is learned from an unknown answer, and asking again takes nothing away.
    State.UNKNOWN: frozenset(),
    State.REQUESTED: frozenset(_SILENT),
    State.REQUEST_DEFERRED: frozenset({State.REQUESTED, State.REQUEST_DEFERRED}),
    State.GIVEN: frozenset(State),
    # Only what stood can be renewed; one that ran out in time can, one that was found invalid cannot.
    State.RENEWED: frozenset({*_GIVEN, State.EXPIRED}),
    # The end of a consent does not take a no back.
    State.EXPIRED: frozenset({*_SILENT, *_GIVEN, State.EXPIRED}),
    State.INVALIDATED: frozenset({*_SILENT, *_GIVEN, State.EXPIRED, State.INVALIDATED}),
    State.REFUSED: frozenset(set(State) - {State.OBJECTED}),
    State.REVOKED: frozenset(set(State) - {State.OBJECTED}),
    State.WITHDRAWN: frozenset(set(State) - {State.OBJECTED}),
    State.OBJECTED: frozenset(State),
}


def after(standing: str, act: str) -> str:
    """The standing after an act; the standing itself where the act does not count."""
    return act if standing in COUNTS_IN[act] else standing


#: Acts that somebody can only have done after a consent; what staff are told who record one without it.
_NEEDS_CONSENT: dict[str, Promise] = {
    State.WITHDRAWN: _("There is no consent to withdraw. Record an objection or a refusal instead."),
    State.REVOKED: _("There is no consent to revoke. Record an objection or a refusal instead."),
    State.RENEWED: _("There is no consent to renew. Record a consent instead."),
    State.EXPIRED: _("There is no consent that could have expired."),
    State.INVALIDATED: _("There is no consent that could be invalid."),
    State.REQUEST_DEFERRED: _(
        "The person was not asked, so nothing can have been put off. Record that they were asked."
    ),
}


def senseless(standing: str, act: str) -> Promise | None:
    """Why an act makes no sense where this stands, said to whoever records it; None where it does.

    Files bring acts in any order and are never asked: what does not count is kept and changes nothing.
    """
    if act == State.REQUEST_DEFERRED:
        makes_sense = standing in (State.REQUESTED, State.REQUEST_DEFERRED)
    else:
        makes_sense = standing in (*_GIVEN, State.EXPIRED)
    return None if makes_sense else _NEEDS_CONSENT.get(act)
