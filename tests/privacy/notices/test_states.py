"""Every move between the states of a version, as a table, and every other move refused."""

from __future__ import annotations

import pytest

from crmsocial.core.errors import Conflict
from privacy.models import Notice, NoticeState
from privacy.notices import states

TABLE = {
    ("draft", "edit"): "draft",
    ("draft", "submit"): "submitted",
    ("draft", "discard"): "discarded",
    ("submitted", "send_back"): "draft",
    ("submitted", "approve"): "published",
    ("submitted", "discard"): "discarded",
}


@pytest.mark.parametrize("state", NoticeState.values)
@pytest.mark.parametrize("verb", states.VERBS)
def test_moves(state: str, verb: str) -> None:
    notice = Notice(version="7", state=state)
    expected = TABLE.get((state, verb))
    assert (verb in states.verbs(state)) == (expected is not None)
    if expected:
        assert states.after(notice, verb) == expected
    else:
        with pytest.raises(Conflict, match="Notice 7 is in the state"):
            states.after(notice, verb)
