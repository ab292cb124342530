"""What would move a pair to another band: each told change, made true, does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from matching.engine.cli import main
from matching.engine.evidence import Scored
from matching.engine.explain_command import percent
from matching.engine.model import Model
from matching.engine.pipeline import Engine
from matching.engine.records import Record
from matching.engine.reverse import band_of, odds_of, reverse, without_rival

BANDS = (("append", 0.98), ("refer", 0.05), ("do not append", 0.0))
PEOPLE = [
    Record("c1", full_name="William Harrow", email="wharrow@council.example", phone="+1 202 555 0143"),
    Record("c2", full_name="Walter Harrow", email="walter@example.org"),
    Record("c3", full_name="Priya Raman", email="priya.raman@example.org"),
]
ACCOUNT = Record("p1", platform="x", username="w_harrow")


def frozen() -> Model:
    return Engine.prepare(PEOPLE).adapted_model()


def scores(account: Record) -> dict[str, Scored]:
    return {s.left_id: s for s in Engine.prepare(PEOPLE, model=frozen()).score([account], min_probability=0.0)}


def test_a_told_change_made_true_gives_the_chance_that_was_told() -> None:
    before = scores(ACCOUNT)["c1"]
    told = reverse(PEOPLE[0], ACCOUNT, frozen(), odds_of(before.evidence), BANDS, most=20)
    phone = next(change for change in told if change.kind == "phone")
    assert (phone.level, phone.band) == ("equal", "append")
    after = scores(Record("p1", platform="x", username="w_harrow", phone="202-555-0143"))["c1"]
    assert after.probability == pytest.approx(phone.chance, abs=1e-9)
    assert band_of(after.probability, BANDS) == "append" != band_of(before.probability, BANDS)


def test_every_told_change_crosses_a_border_and_says_which_way() -> None:
    before = scores(ACCOUNT)["c1"]
    now = band_of(before.probability, BANDS)
    told = reverse(PEOPLE[0], ACCOUNT, frozen(), odds_of(before.evidence), BANDS)
    assert told
    assert all(change.band != now and band_of(change.chance, BANDS) == change.band for change in told)
    assert len({(change.kind, change.bits > 0) for change in told}) == len(told)


def test_without_its_rival_a_pair_scores_as_if_the_rival_were_not_there() -> None:
    found = scores(ACCOUNT)
    alone = {
        s.left_id: s for s in Engine.prepare([PEOPLE[0], PEOPLE[2]], model=frozen()).score([ACCOUNT], min_probability=0)
    }
    pair, rival = found["c1"], found["c2"]
    expected = without_rival(odds_of(pair.evidence), pair.weight, rival.weight, frozen())
    assert pair.probability < expected == pytest.approx(alone["c1"].probability, abs=1e-9)


def test_the_command_tells_the_argument_and_its_sum(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    left, right = tmp_path / "c.csv", tmp_path / "p.csv"
    left.write_text("id,full_name,email\nc1,William Harrow,wharrow@council.example\nc2,Walter Harrow,\nc3,Ana Ek,\n")
    right.write_text("id,platform,username\np1,x,w_harrow\np2,x,zzz\n")
    assert main(["explain", str(left), str(right), "c1", "p1"]) == 0
    *lines, last = capsys.readouterr().out.splitlines()
    told = json.loads(last)
    together = next(line for line in lines if "together" in line)
    assert sum(row["bits"] for row in told["evidence"]) == pytest.approx(float(together.split()[0]), abs=0.06)
    assert any(line.startswith("Without c2") for line in lines)
    assert main(["explain", str(left), str(right), "c3", "p1"]) == 0
    assert "never compared" in capsys.readouterr().out
    assert main(["explain", str(left), str(right), "c9", "p1"]) == 1
    assert capsys.readouterr().err.strip() == f"error: {left} has no record 'c9'"


@pytest.mark.parametrize(("chance", "shown"), [(0.9999, "> 99 %"), (0.001, "< 1 %"), (0.5, "50 %")])
def test_nothing_is_shown_as_certain(chance: float, shown: str) -> None:
    assert percent(chance) == shown
