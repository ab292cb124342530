"""Training of the default model."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks import train_default_model as trainer
from matching.engine.compare import persona


def _set(name: str) -> trainer.TrainingSet:
    """Two candidates of one account, the first of them its owner."""
    levels = np.zeros((2, len(persona.FAMILIES)), dtype=np.uint8)
    rows = np.zeros(2, dtype=np.int64)
    return trainer.TrainingSet(
        name, levels, np.arange(2), rows, np.zeros(1, dtype=np.int64), np.zeros(2, dtype=bool), np.zeros(2)
    )


def test_generated_accounts_weigh_a_tenth_of_real_ones():
    real, generated = (trainer.examples(_set(name), "closed", 1.0) for name in ("officials", "generated"))
    assert generated.weight.sum() == pytest.approx(0.1 * real.weight.sum())


def test_the_share_of_owners_is_that_of_real_sets():
    sets = [_set("officials")]
    assert trainer.owned_share([*sets, _set("generated")]) == trainer.owned_share(sets)


def test_what_agrees_never_speaks_against_and_silence_never_for():
    limits = trainer._bounds()
    at = {f.name: int(o) for f, o in zip(persona.FAMILIES, trainer.OFFSETS[:-1], strict=True)}
    gender = {f.name: f.levels for f in persona.FAMILIES}["gender"]
    assert limits[at["gender"] + gender.index("agrees")] == (0.0, None)
    role = {f.name: f.levels for f in persona.FAMILIES}["role"]
    assert limits[at["role"] + role.index("not_said")] == (None, 0.0)
