"""Codes of an erasure in words: what keeps it, and who can do something about it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..holds import in_words
from . import registry

ORIGINS: dict[str, str | Promise] = {
    "request": gettext_lazy("Request of the person"),
    "staff": gettext_lazy("Staff"),
    "callback": gettext_lazy("The platform told us to"),
    "retention": gettext_lazy("Kept long enough"),
    "replay": gettext_lazy("Again, after a backup was restored"),
}

BLOCKED: dict[str, str | Promise] = {
    "search_blind": gettext_lazy(
        "The search of this store did not find a row that was planted for it, so it proves nothing. An administrator"
        " has to look into it."
    ),
    "store_not_installed": gettext_lazy(
        "The part of the product that keeps this store is not installed. An administrator has to install it again."
    ),
    "connector_off": gettext_lazy("The connector to this store is off. An administrator has to switch it on."),
    "index_building": gettext_lazy("The index of constituents is being built. It goes on when that is done."),
    "run_open": gettext_lazy("A match run is using it. It goes on when the run has ended, or is cancelled."),
    "work_stopped": gettext_lazy(
        "The work was stopped. It is entered again within five minutes; if it stops again, an administrator finds the"
        " reason in the list of work."
    ),
}


def blocked(code: str) -> str:
    """Why it does not go on, and who can let it; empty for an empty code."""
    if not code:
        return ""
    if code.startswith("hold:"):
        ground = in_words(code)
        return _("A hold keeps it: %(ground)s. A privacy admin can lift the hold.") % {"ground": ground}
    return str(BLOCKED.get(code) or _("It cannot go now (%(code)s); it is tried again by itself.") % {"code": code})


def origin(code: str) -> str:
    """Where the erasure came from."""
    return str(ORIGINS.get(code, code))


def store(name: str) -> str:
    """The store as people call it; its name where it is not installed."""
    known = registry.store(name)
    return str(known.label) if known else name
