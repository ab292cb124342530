"""Accounts that are not what they seem.

Parodies, fan pages, organisations. Pure; a steward looks at them, whatever the score.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from .engine.api import Evidence, Record

#: Words by which accounts themselves say that they are not the person, as platforms' parody rules ask them to.
_SAYS_SO = re.compile(
    r"\b(?:parody|parodie|parodia|satire|satirical|sátira|fake account|fan account|fan ?page|fanpage|fan club|"
    r"not affiliated|unaffiliated|unofficial|inoffiziell|no oficial|non officiel|impersonat\w+|commentary account|"
    r"archived? account|memorial account|bot account|automated account)\b",
    re.IGNORECASE,
)
#: Levels of the engine's ``account`` evidence at which words of an organisation outweigh those of a person.
_ORGANISATION = frozenset({"much", "more", "organisation"})


def looks_fabricated(record: Record, evidence: Iterable[Evidence]) -> bool:
    """Whether the account calls itself a parody or the like, or reads like an organisation's."""
    if any(_SAYS_SO.search(text) for text in (record.display_name, record.bio) if text):
        return True
    return any(one.kind == "account" and _ORGANISATION & set(one.level.split("/")) for one in evidence)
