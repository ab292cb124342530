"""The permitted moves of match runs and candidates: one table each, used by services only."""

from __future__ import annotations

from django.utils.translation import gettext as _

from crmsocial.core.errors import Conflict

from .models import CandidateState as Pair
from .models import RunState as Run

RUN_MOVES: dict[Run, frozenset[Run]] = {
    Run.QUEUED: frozenset({Run.PREPARING, Run.CANCELLED, Run.FAILED}),
    # Straight to finishing when nobody's permission lets anything be compared.
    Run.PREPARING: frozenset({Run.SCORING, Run.FINISHING, Run.CANCELLED, Run.FAILED}),
    Run.SCORING: frozenset({Run.FINISHING, Run.CANCELLED, Run.FAILED}),
    Run.FINISHING: frozenset({Run.DONE, Run.CANCELLED, Run.FAILED}),
    # Resumed: what was scored stays scored.
    Run.CANCELLED: frozenset({Run.QUEUED, Run.SCORING, Run.FINISHING}),
    Run.FAILED: frozenset({Run.QUEUED, Run.SCORING, Run.FINISHING}),
    Run.DONE: frozenset(),
}

#: An approved pair whose permission goes keeps its state: its link is suspended and the database hides the row.
CANDIDATE_MOVES: dict[Pair, frozenset[Pair]] = {
    Pair.OPEN: frozenset({Pair.DEFERRED, Pair.APPROVED, Pair.REJECTED, Pair.WITHHELD, Pair.SUPERSEDED}),
    Pair.DEFERRED: frozenset({Pair.OPEN, Pair.APPROVED, Pair.REJECTED, Pair.WITHHELD, Pair.SUPERSEDED}),
    Pair.APPROVED: frozenset({Pair.OPEN, Pair.DEFERRED, Pair.REJECTED, Pair.SUPERSEDED}),
    Pair.REJECTED: frozenset({Pair.OPEN, Pair.DEFERRED, Pair.APPROVED, Pair.SUPERSEDED}),
    Pair.WITHHELD: frozenset({Pair.OPEN, Pair.DEFERRED, Pair.APPROVED, Pair.REJECTED, Pair.SUPERSEDED}),
    Pair.SUPERSEDED: frozenset({Pair.OPEN, Pair.DEFERRED, Pair.APPROVED, Pair.REJECTED, Pair.WITHHELD}),
}

OPEN_RUNS = frozenset({Run.QUEUED, Run.PREPARING, Run.SCORING, Run.FINISHING})
#: What a person may settle a candidate to; the other states are the machinery's.
DECIDED = frozenset({Pair.APPROVED, Pair.REJECTED, Pair.DEFERRED})
#: Waiting for a person.
UNDECIDED = frozenset({Pair.OPEN, Pair.DEFERRED})


def run_may(source: str, target: str) -> bool:
    """Whether a run in ``source`` may become ``target``."""
    return Run(target) in RUN_MOVES[Run(source)]


def candidate_may(source: str, target: str) -> bool:
    """Whether a candidate in ``source`` may become ``target``."""
    return Pair(target) in CANDIDATE_MOVES[Pair(source)]


def require_run_move(source: str, target: str) -> None:
    """Raise ``Conflict`` unless the table permits the move."""
    if not run_may(source, target):
        raise Conflict(
            _("The match run is already “%(state)s”.") % {"state": Run(source).label}, state=source, asked=target
        )


def require_candidate_move(source: str, target: str) -> None:
    """Raise ``Conflict`` unless the table permits the move."""
    if not candidate_may(source, target):
        raise Conflict(
            _("This pair is already “%(state)s”.") % {"state": Pair(source).label}, state=source, asked=target
        )
