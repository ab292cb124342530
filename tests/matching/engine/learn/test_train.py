"""Training from nothing but records, and from decided pairs; the command beside it."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.scale_data import generate
from matching.engine.calibrate import calibrate
from matching.engine.cli import main
from matching.engine.columns.frame import RecordFrame
from matching.engine.compare import orders, persona
from matching.engine.errors import InputError
from matching.engine.learn.train import read_labels, train
from matching.engine.model import Model
from matching.engine.readers import read_records

SIZE = 300


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    made = tmp_path_factory.mktemp("generated")
    frames = generate(SIZE, seed=11)
    for name, frame in frames.items():
        frame.write_csv(made / f"{name}.csv")
    decided = frames["truth"].head(200)
    with (made / "labels.csv").open("w", newline="") as opened:
        rows = csv.writer(opened)
        rows.writerow(["left_id", "right_id", "same"])
        ids = frames["constituents"]["id"].to_list()
        for number, (right, left) in enumerate(decided.iter_rows()):
            if left:
                rows.writerow([left, right, "yes"])
            rows.writerow([next(i for i in ids[number:] + ids if i != left), right, "no"])
    return made


@pytest.fixture(scope="module")
def sides(folder) -> tuple[RecordFrame, RecordFrame]:
    return (
        RecordFrame.of(read_records(folder / "constituents.csv")),
        RecordFrame.of(read_records(folder / "personas.csv")),
    )


def test_without_labels_the_model_is_adapted_and_says_to_what(sides):
    model = train(*sides)
    assert model.adapted
    assert model.training["adapted_to"] == [SIZE, SIZE]
    assert model.persona == Model.default().persona


def test_decisions_move_weights_and_foretell_better(folder, sides):
    start = replace(Model.default(), persona_prior=Model.default().persona_prior - 6.0)
    model = train(*sides, labels=read_labels(folder / "labels.csv"), model=replace(start, adapted=False))
    told = model.training["decided"]
    assert told["same"] > 50
    assert told["decisions"] > told["same"]
    assert told["log_loss"] < told["log_loss_before"]
    assert model.persona != Model.default().persona
    assert max(model.rarity) <= 0
    assert Model.from_text(model.to_text()) == model


def test_equal_decisions_give_equal_models(folder, sides):
    labels = read_labels(folder / "labels.csv")
    assert train(*sides, labels=labels).hash == train(*sides, labels=labels[::-1]).hash


def test_few_decisions_only_calibrate(folder, sides):
    model = train(*sides, labels=read_labels(folder / "labels.csv")[:10])
    assert model.persona == Model.default().persona
    assert np.isfinite(calibrate(np.array([0.0]), model.calibration)).all()


def test_command_writes_a_model_that_link_takes(folder, tmp_path, capsys):
    out, found = tmp_path / "m.json", tmp_path / "found.csv"
    files = [str(folder / "constituents.csv"), str(folder / "personas.csv")]
    assert main(["train", *files, str(out), "--labels", str(folder / "labels.csv")]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["model_hash"] == Model.load(out).hash
    assert main(["link", *files, str(found), "--model", str(out)]) == 0
    assert json.loads(capsys.readouterr().out)["model_hash"] == said["model_hash"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("left_id,right_id\na,b\n", "line 1: column same is missing"),
        ("left_id,right_id,same\na,b,maybe\n", "line 2"),
        ("left_id,right_id,same\na,b,yes\n,b,no\n", "line 3"),
    ],
)
def test_labels_that_cannot_be_read_are_named_by_line(tmp_path, text, said):
    path = tmp_path / "labels.csv"
    path.write_text(text)
    with pytest.raises(InputError, match=said):
        read_labels(path)


def test_labels_of_nobody_and_contradictions_are_refused(sides):
    left, right = sides[0].ids[0], sides[1].ids[0]
    with pytest.raises(InputError, match="'ghost' is not in the left file"):
        train(*sides, labels=[("ghost", right, True)])
    with pytest.raises(InputError, match="said to be the same and not the same"):
        train(*sides, labels=[(left, right, True), (left, right, False)])


def test_learned_weights_keep_their_order(folder, sides):
    model = train(*sides, labels=read_labels(folder / "labels.csv"))
    assert orders.broken(model.persona, persona.FAMILIES) == []
