"""More agreement never weighs less."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.compare import orders, persona
from matching.engine.learn.logit import Choices, fit
from matching.engine.model import Model

FAMILIES = {f.name: f for f in persona.FAMILIES}
ORDERED = [f for f in persona.FAMILIES if orders.edges(f)]


def test_every_order_is_of_levels_that_exist():
    for name, chains in orders.CHAINS.items():
        assert {level for chain in chains for level in chain} <= set(FAMILIES[name].levels), name


@pytest.mark.parametrize("family", ORDERED, ids=lambda f: f.name)
def test_no_order_contradicts_itself(family):
    """A level that agrees more than itself would make all between them equal."""
    pairs = orders.edges(family)
    reached = {a: {a} for pair in pairs for a in pair}
    for _ in reached:
        for more, less in pairs:
            reached[more] |= reached[less]
    assert not [(a, b) for a, b in pairs if a in reached[b]]


@settings(max_examples=40, deadline=None)
@given(st.data(), st.sampled_from(ORDERED))
def test_the_nearest_weights_in_order(data, family):
    drawn = data.draw(st.fixed_dictionaries({n: st.integers(-90, 90).map(lambda v: v / 10) for n in family.levels[1:]}))
    found = orders.ordered({family.name: drawn}, [family])
    assert not orders.broken(found, [family])
    assert orders.ordered(found, [family]) == found
    # Weights that were in order are left as they are; what is changed keeps its sum but for rounding.
    if not orders.broken({family.name: drawn}, [family]):
        assert found[family.name] == drawn
    assert sum(found[family.name].values()) == pytest.approx(sum(drawn.values()), abs=0.02)


def test_levels_of_no_order_stay():
    weights = {"rarity": {"single_family_alone": -3.0}, "email": {"equal": -1.0, "differs": 1.0}}
    found = orders.ordered(weights, persona.FAMILIES)
    assert found["rarity"] == weights["rarity"]
    assert found["email"]["equal"] == pytest.approx(0.0, abs=0.5)


def test_learned_weights_are_held_to_their_order():
    """Parameter 1 agrees more than 2, though by chance more of the pairs that show 2 are true."""
    draw = np.random.default_rng(7)
    shown = draw.integers(1, 3, 400)
    right = draw.random(400) < np.where(shown == 2, 0.8, 0.4)
    pairs = Choices(shown[:, None], np.zeros((400, 0)), np.arange(400), right, np.ones(400))
    free = np.array([False, True, True, True])
    data = ([pairs], np.zeros(4), np.full(4, 0.1), [(None, None)] * 4, free, np.zeros(4))
    alone, held = fit(*data), fit(*data, (np.array([[1]]), np.array([[2]])))
    assert alone[2] - alone[1] > 1.0
    assert held[2] - held[1] < 0.2


def test_the_shipped_weights_are_in_order():
    """Those that were learned and those that were set by judgement."""
    assert orders.broken(Model.default().persona, persona.FAMILIES) == []
