"""Which way a link may go: the one table of its states, and what permission makes of it."""

from __future__ import annotations

from .models import EdgeState

#: From each state to those that may follow it. ``ended`` is final: what is restored is a new link.
LINK_TRANSITIONS: dict[EdgeState, frozenset[EdgeState]] = {
    EdgeState.ACTIVE: frozenset({EdgeState.SUSPENDED, EdgeState.ENDED}),
    EdgeState.SUSPENDED: frozenset({EdgeState.ACTIVE, EdgeState.ENDED}),
    EdgeState.ENDED: frozenset(),
}

#: A link in one of these holds its persona: no second one may be made.
OPEN_STATES = tuple(state for state, following in LINK_TRANSITIONS.items() if following)

#: Methods by which the person, not matching, said whose account it is.
OWNED_METHODS = frozenset({"signed_in", "self_declared"})

HIDDEN = "profile_view_not_permitted"
UNMATCHED = "identity_matching_not_permitted"


def may_become(state: str, following: str) -> bool:
    """Whether a link may move from ``state`` to ``following``."""
    return EdgeState(following) in LINK_TRANSITIONS[EdgeState(state)]


def standing(*, method: str, may_match: bool, may_show: bool) -> tuple[EdgeState, str]:
    """The state in which an open link stands, and the code of the reason.

    A link that may not be shown stands still, and so does one that matching found once matching is no longer permitted;
    what the person said of an account outlives the permission to match it.
    """
    if not may_show:
        return EdgeState.SUSPENDED, HIDDEN
    if not may_match and method not in OWNED_METHODS:
        return EdgeState.SUSPENDED, UNMATCHED
    return EdgeState.ACTIVE, ""
