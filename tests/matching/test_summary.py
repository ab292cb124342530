"""A run's counts in plain words."""

from __future__ import annotations

from matching.models import MatchRun
from matching.summary import withheld

ROWS = [{"platform": "x", "code": "mode_off", "count": 3}, {"platform": "bluesky", "code": "withdrawn", "count": 1}]


def test_no_candidates_is_said_only_of_platforms_without_any() -> None:
    run = MatchRun(summary={"withheld": ROWS, "platforms": {"bluesky": 40}})
    first, second = withheld(run)
    assert first.sentence.startswith("No candidates on X: 3 accounts withheld.")
    assert second.sentence.startswith("Bluesky: 1 account withheld.")


def test_while_nobody_knows_yet_it_is_said_of_none() -> None:
    assert [one.sentence.split(":")[0] for one in withheld(MatchRun(summary={"withheld": ROWS}))] == ["X", "Bluesky"]
