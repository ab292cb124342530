"""The states of a version of the notice and the moves between them: the one table."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crmsocial.core.errors import Conflict

from ..models import Notice, NoticeState

EDIT, SUBMIT, SEND_BACK, APPROVE, DISCARD = "edit", "submit", "send_back", "approve", "discard"

#: (state, verb) → state after it. What is published or discarded stays so for ever.
MOVES: dict[tuple[str, str], str] = {
    (NoticeState.DRAFT, EDIT): NoticeState.DRAFT,
    (NoticeState.DRAFT, SUBMIT): NoticeState.SUBMITTED,
    (NoticeState.DRAFT, DISCARD): NoticeState.DISCARDED,
    (NoticeState.SUBMITTED, SEND_BACK): NoticeState.DRAFT,
    (NoticeState.SUBMITTED, APPROVE): NoticeState.PUBLISHED,
    (NoticeState.SUBMITTED, DISCARD): NoticeState.DISCARDED,
}
VERBS = {
    EDIT: gettext_lazy("change"),
    SUBMIT: gettext_lazy("submit"),
    SEND_BACK: gettext_lazy("send back"),
    APPROVE: gettext_lazy("approve"),
    DISCARD: gettext_lazy("discard"),
}


def verbs(state: str) -> frozenset[str]:
    """What may be done with a version in ``state``."""
    return frozenset(verb for start, verb in MOVES if start == state)


def after(notice: Notice, verb: str) -> str:
    """The state that ``verb`` leads to. Raises Conflict when the version's state does not allow it."""
    state = MOVES.get((notice.state, verb))
    if state is None:
        raise Conflict(
            _("Notice %(version)s is in the state “%(state)s”: you cannot %(verb)s it.")
            % {"version": notice.version, "state": notice.get_state_display(), "verb": VERBS[verb]},
            current=notice.state,
        )
    return state
