"""How long a platform's terms let data be kept, from what moment on, as data that the sweep reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _


class Since(StrEnum):
    """The moment from which a time limit runs."""

    REFRESHED = "refreshed"
    """A source of this kind last gave the account (``Account.registered_at``)."""
    SIGNAL = "signal"
    """The platform said so of the account (``Account.signal_since``)."""
    WITHDRAWN = "withdrawn"
    """The holder's no or the end of their consent, after which nothing of the account is permitted any more."""
    TOKEN = "token"
    """The holder's token ended (``Account.keep_until``)."""
    REQUEST = "request"
    """The platform or the person asked; the callback and the requests desk act on it, no sweep does."""


SINCE_WORDS: dict[Since, str | Promise] = {
    Since.REFRESHED: _("since it was last refreshed"),
    Since.SIGNAL: _("after the platform says that the account is gone"),
    Since.WITHDRAWN: _("after the holder's no, or the end of their consent"),
    Since.TOKEN: _("after the holder's token has ended"),
    Since.REQUEST: _("after a request"),
}


@dataclass(frozen=True, slots=True)
class Keep:
    """One time limit. ``within``: how long after ``since`` the data must be gone.

    ``source_kinds`` empty: whatever the source. ``signals``: for ``SIGNAL``, which values of which settings say that
    the account is gone. ``spares_tokens``: not while the holder's token lives. ``our_choice``: the terms
    state no time, this one is ours.
    """

    code: str
    what: str | Promise
    since: Since
    within: timedelta
    section: str
    quote: str = ""
    source_kinds: frozenset[str] = frozenset()
    signals: Mapping[str, frozenset[Any]] = field(default_factory=dict)
    spares_tokens: bool = False
    our_choice: bool = False

    @property
    def since_in_words(self) -> str | Promise:
        """From when the time runs, as it follows a number of days."""
        return SINCE_WORDS[self.since]

    @property
    def within_in_words(self) -> str:
        """The time as days or hours."""
        if not self.within:
            return gettext("at once")
        if self.within.days > 1:
            return ngettext("%(n)d day", "%(n)d days", self.within.days) % {"n": self.within.days}
        hours = int(self.within.total_seconds() // 3600)
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}

    def is_signalled(self, signals: Mapping[str, Any]) -> bool:
        """Whether an account with these settings is gone by this limit."""
        stated = {name: signals.get(name) for name in self.signals}
        return any(isinstance(value, str | bool) and value in self.signals[name] for name, value in stated.items())
