"""What changed since a page was read: pure, and unmoved by what a form may carry."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from review import conflicts

JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["probability", "band", "bits", "Name", "x"]), inner, max_size=4)
    ),
    max_leaves=10,
)
NOW = {"probability": 0.8, "band": "refer", "bits": {"Name": 9.5, "Place": -1.8}}


def test_nothing_changed_says_nothing() -> None:
    assert conflicts.changes(NOW, NOW) == []


def test_each_change_is_a_sentence() -> None:
    before = {"probability": 0.31, "band": "append", "bits": {"Name": 4.0, "Phone": 6.0}}
    told = "\n".join(conflicts.changes(before, NOW))
    for part in ("was 31", "is 80", "was “Append”", "Name: was +4.0", "Phone: no longer", "Place: new"):
        assert part in told


@given(JSON)
def test_whatever_a_form_carries_is_read_or_ignored(value: object) -> None:
    seen = conflicts.read_seen(json.dumps(value))
    assert all(isinstance(sentence, str) for sentence in conflicts.changes(seen, NOW))


@given(st.text())
def test_garbage_is_nothing(text: str) -> None:
    assert isinstance(conflicts.read_seen(text), dict)
