"""Records as columns: nothing is lost on the way there and back, and whole columns say what single records say."""

from __future__ import annotations

import dataclasses
import pickle
from unittest.mock import patch

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine.columns import codes as codes_module
from matching.engine.columns.codes import encode, encode_rows
from matching.engine.columns.frame import RecordFrame
from matching.engine.errors import InputError
from matching.engine.records import Record

_text = st.none() | st.sampled_from(["Ana", "Lima", "x", "Ünal", "김", "a|b", "\u202eabc"]) | st.text(max_size=5)
_whole = st.characters(exclude_categories=["Cs"])
_records = st.lists(
    st.builds(
        Record,
        id=st.text(_whole, min_size=1, max_size=4),
        group=st.none() | st.sampled_from(["g", "h", ""]),
        given_name=_text,
        family_name=_text,
        username=_text,
        display_name=_text,
        bio=_text,
        city=_text,
    ),
    max_size=12,
    unique_by=lambda record: record.id,
)


def _said(record: Record) -> Record:
    """Return the record as columns keep it: half characters cannot be kept, and empty text says nothing."""
    values = {k: v for k, v in dataclasses.asdict(record).items() if v}
    return Record(**{k: v.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for k, v in values.items()})


@given(_records)
def test_records_come_back_as_they_went_in(records: list[Record]) -> None:
    frame = RecordFrame.of(records)
    wanted = [_said(r) for r in records]
    assert list(frame) == wanted
    assert [frame[i] for i in range(len(records))] == wanted
    assert list(frame[1:]) == wanted[1:]
    assert list(frame[::-1]) == wanted[::-1]
    assert frame.ids.to_list() == [r.id for r in records]


@given(_records)
def test_columns_agree_with_single_records(records: list[Record]) -> None:
    frame = RecordFrame.of(records)
    assert frame.persona_mask().tolist() == [r.is_persona for r in records]
    order: dict[str, int] = {}
    assert frame.keys().tolist() == [order.setdefault(r.key, len(order)) for r in records]


def test_taking_rows_and_masks() -> None:
    frame = RecordFrame.of([Record(str(i), city="Porto" if i == 3 else None) for i in range(5)])
    assert frame.take([3, 0]).ids.to_list() == ["3", "0"]
    assert frame.take(np.array([0, 1])).column("city") is None
    assert frame.filter(np.array([False, False, False, True, True])).ids.to_list() == ["3", "4"]
    assert [r.city for r in pickle.loads(pickle.dumps(frame))] == [None, None, None, "Porto", None]
    with pytest.raises(IndexError):
        frame[5]


def test_a_frame_is_taken_as_it_is() -> None:
    frame = RecordFrame.of([Record("1")])
    assert RecordFrame.of(frame) is frame
    assert frame.groups is None
    assert frame.column("city") is None


def test_an_id_that_cannot_be_written_is_refused() -> None:
    with pytest.raises(InputError, match="half a character"):
        RecordFrame.of([Record("\ud83d")])


def test_doubled_ids_are_named() -> None:
    assert RecordFrame.of([Record("a"), Record("b"), Record("a"), Record("b")]).doubled_id() == "a"
    assert RecordFrame.of([Record("a"), Record("b")]).doubled_id() is None


@given(st.lists(st.none() | st.sampled_from(["", "a", "b", "longer than twelve bytes"])), st.sampled_from([0, 64]))
def test_codes_count_values_by_first_sight(values: list[str | None], few: int) -> None:
    with patch.object(codes_module, "_FEW", few):
        codes, distinct = encode(pl.Series(values, dtype=pl.String))
    assert distinct.dtype == pl.String
    order = {v: i for i, v in enumerate(dict.fromkeys(v for v in values if v is not None))}
    assert codes.tolist() == [-1 if v is None else order[v] for v in values]
    assert distinct.to_list() == list(order)


@given(st.lists(st.tuples(*[st.none() | st.sampled_from(["", "a", "b"])] * 2)), st.sampled_from([0, 64]))
def test_rows_of_several_columns_count_likewise(rows: list[tuple[str | None, str | None]], few: int) -> None:
    columns = [pl.Series([r[i] for r in rows], dtype=pl.String) for i in range(2)]
    with patch.object(codes_module, "_FEW", few):
        codes, first = encode_rows([columns[0], None, columns[1]])
    order = {r: i for i, r in enumerate(dict.fromkeys(rows))}
    assert codes.tolist() == [order[r] for r in rows]
    assert [rows[i] for i in first] == list(order)


def test_pieces_of_which_some_say_less_make_one_frame() -> None:
    pieces = [[Record("a", city="Oslo"), Record("b")], [Record("c"), Record("d"), Record("e", given_name="Ana")]]
    assert list(RecordFrame.gather(map(RecordFrame.of, pieces))) == [r for piece in pieces for r in piece]
