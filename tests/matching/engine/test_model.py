"""The model file: readable, versioned, refused in one line where it is another."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from matching.engine.compare import rarity
from matching.engine.errors import ModelError
from matching.engine.frequencies import Frequencies
from matching.engine.model import SEGMENTS, Calibration, Model

STEPS = Calibration(0.8, 0.5, ((-2.0, -1.0), (3.0, 4.0)))


def _changed(**values: object) -> str:
    return json.dumps({**json.loads(Model.default().to_text()), **values})


def test_text_comes_back_as_it_was():
    model = replace(
        Model.default(),
        calibration=STEPS,
        rarity=(-0.25, -0.5, -1.0),
        frequencies=Frequencies(5, {"ex\u0119mple": 3}, {}, {}, {}),
        training={"decisions": 3},
    )
    again = Model.from_text(model.to_text())
    assert again == model
    assert again.hash == model.hash


def test_notes_and_training_do_not_count_for_the_hash_but_rarity_does():
    model = Model.default()
    assert replace(model, note="x", training={"a": 1}).hash == model.hash
    assert replace(model, rarity=(-1.0, -1.0, -0.125)).hash != model.hash


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"format": 1}', "is of format 1; this engine reads format 2"),
        ("{}", "names no format"),
        ("nonsense", "is not JSON"),
        (_changed(rarity=[1.0, 0.0, 0.0]), "rarity"),
        (_changed(calibration={"scale": -1, "shift": 0, "steps": []}), "calibration"),
        (_changed(persona=None), "lacks or misstates"),
    ],
)
def test_another_file_is_refused_in_one_line(text, said):
    with pytest.raises(ModelError, match=said) as caught:
        Model.from_text(text, "x.json")
    assert "x.json" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_many_frequencies_lie_in_a_file_beside(tmp_path):
    counts = Frequencies(9000, {f"name{i}": 2 for i in range(3000)}, {}, {}, {})
    model = replace(Model.default(), frequencies=counts)
    path = tmp_path / "m.json"
    model.save(path)
    assert "name2999" not in path.read_text()
    assert Model.load(path) == model
    beside = tmp_path / "m.frequencies.json"
    beside.write_text(beside.read_text().replace("name7", "name8", 1))
    with pytest.raises(ModelError, match="not the file that was saved"):
        Model.load(path)
    beside.unlink()
    with pytest.raises(ModelError, match="needs m"):
        Model.load(path)


def test_model_and_comparison_agree_on_the_pieces_of_rarity():
    assert SEGMENTS == rarity.SEGMENTS
