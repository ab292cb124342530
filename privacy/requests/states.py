"""The state machine of a request, in one table."""

from __future__ import annotations

from ..models import RequestState

_R, _O = RequestState.RECEIVED, RequestState.OPEN

#: verb → (states in which it is possible, state afterwards; None: it stays)
VERBS: dict[str, tuple[frozenset[str], str | None]] = {
    "identify": (frozenset({_R}), None),
    "assign": (frozenset({_R, _O}), None),
    "note": (frozenset(RequestState.values), None),
    "extend": (frozenset({_R, _O}), None),
    "verify_identity": (frozenset({_R}), RequestState.OPEN),
    "answer": (frozenset({_R, _O}), None),
    "fulfil": (frozenset({_O}), RequestState.FULFILLED),
    # What was started ends by itself: an erasure tells when it is complete.
    "start_erasure": (frozenset({_O}), None),
    "refuse": (frozenset({_R, _O}), RequestState.REFUSED),
    "take_back": (frozenset({_R, _O}), RequestState.TAKEN_BACK),
    "lift_restriction": (frozenset({RequestState.FULFILLED}), None),
    "end_correction": (frozenset({RequestState.FULFILLED}), None),
}


def may(verb: str, state: str) -> bool:
    """Whether the verb is possible in this state. Raises KeyError for a verb that does not exist."""
    return state in VERBS[verb][0]


def after(verb: str, state: str) -> str:
    """The state after the verb."""
    return VERBS[verb][1] or state
