"""The table of what acts do to a standing, walked by the fold cell by cell."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy.consent.fold import Act, fold
from privacy.consent.states import CODE_OF, COUNTS_IN, KIND_OF, Kind, after, senseless
from privacy.judging.reasons import SENTENCES
from privacy.models import ConsentState

T0 = datetime(2026, 3, 1, tzinfo=UTC)
NOW = T0 + timedelta(days=100)
S = ConsentState
STATES = list(S)
#: Acts that bring about each standing from nothing.
PATHS: dict[str, list[str]] = {
    **{state: [state] for state in STATES},
    S.UNKNOWN: [],
    S.RENEWED: [S.GIVEN, S.RENEWED],
    S.REQUEST_DEFERRED: [S.REQUESTED, S.REQUEST_DEFERRED],
}
SILENT, GIVEN, ENDED = {S.UNKNOWN, S.REQUESTED, S.REQUEST_DEFERRED}, {S.GIVEN, S.RENEWED}, {S.REFUSED, S.REVOKED}
#: standing → acts that change it; the same in other words than the table's, which goes by act.
CHANGES: dict[str, set[str]] = {
    **{state: set(STATES) - {S.UNKNOWN, S.RENEWED, S.REQUEST_DEFERRED} for state in SILENT},
    **{state: set(STATES) - SILENT for state in GIVEN},
    S.EXPIRED: set(STATES) - SILENT,
    S.INVALIDATED: set(STATES) - SILENT - {S.RENEWED, S.EXPIRED},
    **{state: {S.GIVEN, S.OBJECTED, *ENDED, S.WITHDRAWN} for state in (*ENDED, S.WITHDRAWN)},
    S.OBJECTED: {S.GIVEN, S.OBJECTED},
}
CHANGES[S.REQUESTED] |= {S.REQUEST_DEFERRED}
CHANGES[S.REQUEST_DEFERRED] |= {S.REQUEST_DEFERRED}


def acts(states: list[str]) -> list[Act]:
    """The acts day by day."""
    moments = [T0 + timedelta(days=day) for day in range(len(states))]
    return [
        Act("holder", state, "", "", "persona", moment, moment) for state, moment in zip(states, moments, strict=True)
    ]


@pytest.mark.parametrize("standing", STATES)
def test_every_path_leads_where_it_says(standing: str) -> None:
    found = fold(acts(PATHS[standing]), now=NOW)
    assert (found.state, found.kind, found.code) == (standing, KIND_OF[standing], CODE_OF[standing])


@pytest.mark.parametrize("act", STATES)
@pytest.mark.parametrize("standing", STATES)
def test_every_cell(standing: str, act: str) -> None:
    expected = act if act in CHANGES[standing] else standing
    assert after(standing, act) == expected
    found = fold(acts([*PATHS[standing], act]), now=NOW)
    if act == S.RENEWED and standing in SILENT:
        # It permits nothing, and says why.
        assert (found.kind, found.code, found.state) == (Kind.LAPSED, "renewed_nothing", standing)
    else:
        assert (found.state, found.kind) == (expected, KIND_OF[expected])


@given(path=st.lists(st.sampled_from(STATES), max_size=7), shuffled=st.randoms())
def test_the_fold_is_the_walk_through_the_table(path: list[str], shuffled: object) -> None:
    standing = str(S.UNKNOWN)
    for act in path:
        standing = after(standing, act)
    mixed = acts(path)
    shuffled.shuffle(mixed)  # type: ignore[attr-defined]
    assert fold(mixed, now=NOW).state == standing


@given(path=st.lists(st.sampled_from(STATES), max_size=7))
def test_what_permits_was_given_and_not_taken_back(path: list[str]) -> None:
    if fold(acts(path), now=NOW).kind is Kind.GIVEN:
        rest = path[len(path) - path[::-1].index(S.GIVEN) :] if S.GIVEN in path else path
        assert not {*ENDED, S.WITHDRAWN, S.OBJECTED, S.INVALIDATED} & set(rest)


def test_every_act_and_standing_has_its_words() -> None:
    assert set(COUNTS_IN) == set(KIND_OF) == set(CODE_OF) == set(STATES) and set(CODE_OF.values()) <= set(SENTENCES)


@pytest.mark.parametrize(
    ("standing", "act", "sense"),
    [
        (S.UNKNOWN, S.WITHDRAWN, False),
        (S.UNKNOWN, S.RENEWED, False),
        (S.WITHDRAWN, S.RENEWED, False),
        (S.OBJECTED, S.WITHDRAWN, False),
        (S.UNKNOWN, S.REQUEST_DEFERRED, False),
        (S.UNKNOWN, S.EXPIRED, False),
        (S.GIVEN, S.WITHDRAWN, True),
        (S.EXPIRED, S.RENEWED, True),
        (S.REQUESTED, S.REQUEST_DEFERRED, True),
        (S.UNKNOWN, S.OBJECTED, True),
        (S.WITHDRAWN, S.GIVEN, True),
        (S.UNKNOWN, S.REFUSED, True),
    ],
)
def test_what_nobody_can_have_done_is_refused_with_a_sentence(standing: str, act: str, sense: bool) -> None:
    said = senseless(standing, act)
    assert (said is None) == sense
    assert said is None or str(said).endswith(".")
