"""The writes of this app. Each lives in a module named after it; callers import them from here."""

from .adopt import adopt
from .decisions import decide, end_link, reverse
from .links import lock_pair, lock_pairs, lock_persona, together
from .merge import merge, merge_many
from .permissions import follow_permissions, reinstate_links, suspend_links
from .unmerge import unmerge

__all__ = [
    "adopt",
    "decide",
    "end_link",
    "follow_permissions",
    "lock_pair",
    "lock_pairs",
    "lock_persona",
    "merge",
    "merge_many",
    "reinstate_links",
    "reverse",
    "suspend_links",
    "together",
    "unmerge",
]
