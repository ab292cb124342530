"""What a new score makes of a history, as a table."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from matching.models import Band, CandidateState
from matching.reconcile import History, Proposal, Standing, former, is_news, keeps_its_score, next_state

S = CandidateState
A, B = UUID(int=1), UUID(int=2)
SAME, NEW = "fingerprint-1", "fingerprint-2"
FRESH = Proposal(A, B, A, A, "x", 1, 0.8, 10.0, 1, None, Band.REFER, "not_calibrated", SAME)
STRONG = replace(FRESH, fingerprint=NEW, weight=13.0, probability=0.95)
WEAK = replace(FRESH, fingerprint=NEW, weight=12.9, probability=0.85)


def row(state: S, reason: str = "", was: str = "", why: str = "") -> Standing:
    return Standing(A, state, reason, was, why, SAME, 10.0, 0.8, Band.REFER)


TABLE = [
    ("new pair", None, FRESH, History(), (S.OPEN, "")),
    ("open stays open", row(S.OPEN), STRONG, History(), (S.OPEN, "")),
    ("unsure, same inputs", row(S.DEFERRED, "busy"), FRESH, History("unsure", SAME), (S.DEFERRED, "busy")),
    ("unsure, new inputs", row(S.DEFERRED, "busy"), WEAK, History("unsure", SAME), (S.OPEN, "inputs_changed")),
    ("unsure once, row gone", None, FRESH, History("unsure", SAME), (S.DEFERRED, "unsure_before")),
    ("rejected, same inputs", row(S.REJECTED, "other"), FRESH, History("not_same", SAME), (S.REJECTED, "other")),
    (
        "rejected, stronger but same inputs",
        row(S.REJECTED, "other"),
        replace(STRONG, fingerprint=SAME),
        History("not_same", SAME),
        (S.REJECTED, "other"),
    ),
    ("rejected, new but weak", row(S.REJECTED, "other"), WEAK, History("not_same", SAME), (S.REJECTED, "other")),
    ("rejected, new and strong", row(S.REJECTED, "other"), STRONG, History("not_same", SAME), (S.OPEN, "came_back")),
    (
        "came back and stays",
        row(S.OPEN, "came_back"),
        STRONG,
        History("not_same", SAME, cannot_link=True),
        (S.OPEN, "came_back"),
    ),
    (
        "came back, linked elsewhere",
        row(S.OPEN, "came_back"),
        STRONG,
        History("not_same", SAME, linked_elsewhere=True),
        (S.SUPERSEDED, "persona_linked"),
    ),
    (
        "rejected by way of another record",
        None,
        FRESH,
        History("not_same", SAME, cannot_link=True),
        (S.REJECTED, "rejected_before"),
    ),
    ("the same, new and strong", None, STRONG, History("not_same", SAME, cannot_link=True), (S.OPEN, "came_back")),
    (
        "rejected stays while linked elsewhere",
        row(S.REJECTED, "other"),
        STRONG,
        History("not_same", SAME, linked_elsewhere=True),
        (S.REJECTED, "other"),
    ),
    ("approved stays", row(S.APPROVED, "name"), WEAK, History("same", SAME, linked_here=True), (S.APPROVED, "name")),
    ("linked elsewhere in the system", row(S.OPEN), FRESH, History(linked_here=True), (S.APPROVED, "linked")),
    ("approved, link gone", row(S.APPROVED, "name"), FRESH, History(), (S.OPEN, "link_ended")),
    (
        "account linked to another",
        row(S.OPEN),
        STRONG,
        History(linked_elsewhere=True),
        (S.SUPERSEDED, "persona_linked"),
    ),
    ("superseded, proposed again", row(S.SUPERSEDED, "no_longer_proposed", "open"), FRESH, History(), (S.OPEN, "")),
    (
        "superseded while unsure",
        row(S.SUPERSEDED, "no_longer_proposed", "deferred"),
        FRESH,
        History("unsure", SAME),
        (S.DEFERRED, ""),
    ),
    ("withheld, permitted again", row(S.WITHHELD, "not_permitted", "open"), FRESH, History(), (S.OPEN, "")),
]


@pytest.mark.parametrize(("name", "standing", "proposal", "history", "expected"), TABLE, ids=[row[0] for row in TABLE])
def test_table(
    name: str, standing: Standing | None, proposal: Proposal, history: History, expected: tuple[S, str]
) -> None:
    assert next_state(standing, proposal, history) == expected


def test_a_quiet_change_of_score_leaves_open_pages_true() -> None:
    quiet = replace(FRESH, probability=0.82)
    assert not is_news(row(S.OPEN), quiet, S.OPEN)
    assert is_news(row(S.OPEN), replace(FRESH, probability=0.9), S.OPEN)
    assert is_news(row(S.OPEN), replace(FRESH, fingerprint=NEW), S.OPEN)
    assert is_news(row(S.OPEN), replace(FRESH, band=Band.APPEND), S.OPEN)
    assert is_news(row(S.OPEN), FRESH, S.SUPERSEDED)


def test_small_gains_of_a_rejected_pair_add_up() -> None:
    assert keeps_its_score(row(S.REJECTED), S.REJECTED)
    assert not keeps_its_score(row(S.REJECTED), S.OPEN)
    assert not keeps_its_score(None, S.REJECTED)


def test_what_was_put_away_remembers_what_it_was() -> None:
    assert former(row(S.DEFERRED, "busy"), S.SUPERSEDED) == ("deferred", "busy")
    assert former(row(S.SUPERSEDED, "persona_linked", "open", "came_back"), S.SUPERSEDED) == ("open", "came_back")
    assert former(row(S.SUPERSEDED, "no_longer_proposed", "open"), S.OPEN) == ("", "")
    assert former(None, S.OPEN) == ("", "")
