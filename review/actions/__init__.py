"""What a steward may do with a pair, one verb a file."""

from .approve import Approve
from .base import Action, Judgement, Outcome
from .reject import Reject
from .skip import Skip
from .undo import Undo
from .unskip import Unskip
from .unsure import Unsure

#: Verbs on a candidate, by the word that stands in addresses.
VERBS: dict[str, type[Action]] = {action.verb: action for action in (Approve, Reject, Unsure, Skip)}
#: Verbs by verdict, for the API.
JUDGEMENTS: dict[str, type[Judgement]] = {str(action.verdict): action for action in (Approve, Reject, Unsure)}

__all__ = [
    "JUDGEMENTS",
    "VERBS",
    "Action",
    "Approve",
    "Judgement",
    "Outcome",
    "Reject",
    "Skip",
    "Undo",
    "Unskip",
    "Unsure",
]
