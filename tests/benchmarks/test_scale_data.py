"""Generated data keep the shares that their error model states, and are the same on every run."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from benchmarks.scale_data import generate, write_set
from benchmarks.scale_measure import accuracy, calibration_error, precision_recall
from benchmarks.scale_names import law, vocabulary

SIZE = 6000


@pytest.fixture(scope="module")
def frames() -> dict[str, pl.DataFrame]:
    return generate(SIZE, seed=5)


def test_equal_seeds_give_equal_data(frames):
    again = generate(SIZE, seed=5)
    assert all(frames[name].equals(again[name]) for name in frames)
    assert not generate(SIZE, seed=6)["personas"].equals(frames["personas"])


def test_half_of_the_personas_are_nobodys_and_the_others_somebodys(frames):
    owners = frames["truth"].filter(pl.col("constituent_id") != "")["constituent_id"]
    assert len(owners) == SIZE // 2
    assert set(owners) <= set(frames["constituents"]["id"])


def test_columns_are_filled_as_stated(frames):
    filled = {n: frames["constituents"][n].is_not_null().mean() for n in ("birth_date", "email", "phone", "city")}
    assert filled == pytest.approx({"birth_date": 0.7, "email": 0.6, "phone": 0.4, "city": 0.92}, abs=0.03)
    shown = {n: frames["personas"][n].is_not_null().mean() for n in ("display_name", "location", "birth_date")}
    assert shown == pytest.approx({"display_name": 0.6, "location": 0.4, "birth_date": 0.05}, abs=0.03)


def test_handles_are_unique_on_their_platform(frames):
    assert not frames["personas"].select("platform", "username").is_duplicated().any()


def test_an_address_is_of_one_person(frames):
    assert not frames["constituents"]["email"].drop_nulls().is_duplicated().any()
    both = frames["truth"].join(frames["personas"], left_on="persona_id", right_on="id")
    both = both.join(frames["constituents"].select("id", "email"), on="email")
    assert len(both) > 20
    assert (both["id"] == both["constituent_id"]).all()


def test_everybody_is_fictional(frames):
    domains = frames["constituents"]["email"].drop_nulls().str.split("@").list.last().unique()
    assert all(d.endswith((".example", "example.org", "example.com", "example.net")) for d in domains)
    assert frames["constituents"]["phone"].drop_nulls().str.contains("-555-01").all()


def test_family_names_are_as_frequent_as_in_a_census():
    share = vocabulary().family_share
    assert share[0] == pytest.approx(0.008, abs=0.0005)
    assert share[:1000].sum() == pytest.approx(0.40, abs=0.01)
    assert law(1.0, 2.0, 50).sum() == pytest.approx(1.0)


def test_a_training_set_masks_owners_alone(frames, tmp_path):
    write_set(tmp_path, frames, 500, seed=1)
    truth, mask = (pl.read_csv(tmp_path / f"{n}.csv.gz") for n in ("truth", "openset_mask"))
    assert len(truth) == 500
    assert set(mask["constituent_id"]) < set(truth["constituent_id"].drop_nulls())


def test_figures_by_hand():
    found = pl.DataFrame(
        {
            "left_id": ["a", "b", "c", "b"],
            "right_id": ["1", "1", "2", "3"],
            "probability": [0.9, 0.05, 0.6, 0.8],
            "weight": [3.0, -4.0, 1.0, 2.0],
        }
    )
    truth = pl.DataFrame({"persona_id": ["1", "2", "3", "4"], "constituent_id": ["a", "", "b", "d"]})
    figures = accuracy(found, truth)
    assert figures["hit@1"] == pytest.approx(2 / 3, abs=1e-4)
    assert figures["recall@p95"] == pytest.approx(2 / 3, abs=1e-4)
    assert figures["best_f1"] == pytest.approx(0.8)
    assert figures["ece"] == pytest.approx((0.1 + 0.6 + 0.2) / 3, abs=1e-4)


def test_equal_scores_are_taken_together():
    precision, recall = precision_recall(np.ones(4), np.zeros(4), np.array([True, False, False, True]), 2)
    assert precision.tolist() == [0.5]
    assert recall.tolist() == [1.0]
    assert calibration_error(np.array([0.5, 0.5]), np.array([True, False])) == pytest.approx(0.0)
