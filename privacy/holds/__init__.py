"""Holds: what must not be erased or swept while a law or a claim needs it (GDPR art. 17(3)).

A hold is on a person or on a whole source, and on everything of it or on one category. Whoever deletes asks ``holding``
(one subject) or ``held`` (who is to be left out of a sweep) first.
"""

from .grounds import GROUNDS, in_words
from .reading import EVERYTHING, Held, held, holding, in_force

__all__ = ["EVERYTHING", "GROUNDS", "Held", "held", "holding", "in_force", "in_words"]
