"""A left side that was saved opens as it was, in memory shared with other processes, or says why not."""

from __future__ import annotations

import json
import multiprocessing
import os
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matching.engine.columns import store
from matching.engine.columns.compose import name_columns
from matching.engine.columns.frame import RecordFrame
from matching.engine.columns.strings import Lists, Strings
from matching.engine.errors import InputError
from matching.engine.records import Record

_LEFT = [
    Record("1", given_name="Ana", family_name="Lima", city="Porto"),
    Record("2", group="g", full_name="Zoë Ünal"),
    Record("3", family_name="김"),
]


@pytest.fixture
def frame() -> RecordFrame:
    return RecordFrame.of(_LEFT)


def _saved(folder: Path, frame: RecordFrame) -> str:
    parts = {"names": frame.once(name_columns), "own": frame, "words": {"a": frozenset({1, 2})}, "none": np.zeros(0)}
    return store.save(folder / "left", frame, parts, model_hash="m1")


def test_all_comes_back(tmp_path: Path, frame: RecordFrame) -> None:
    digest = _saved(tmp_path, frame)
    opened = store.open_saved(tmp_path / "left", model_hash="m1", verify=True)
    assert list(opened.frame) == _LEFT
    assert [opened.frame[i] for i in (0, -2, 2)] == [_LEFT[0], _LEFT[1], _LEFT[2]]
    assert list(opened.frame[1:]) == _LEFT[1:]
    assert opened.frame.ids.to_list() == ["1", "2", "3"]
    assert opened.frame.keys().tolist() == frame.keys().tolist()
    city = opened.frame.column("city")
    assert city is not None
    assert city.to_list() == ["Porto", None, None]
    assert opened.frame.column("bio") is None
    assert opened.parts["own"] is opened.frame
    assert opened.parts["words"] == {"a": frozenset({1, 2})}
    before, after = frame.once(name_columns), opened.parts["names"]
    assert [before.forms[i] for i in range(len(before.forms))] == [after.forms[i] for i in range(len(after.forms))]
    assert np.array_equal(before.given_part, after.given_part)
    assert (opened.model_hash, opened.content_hash) == ("m1", digest)


def test_arrays_are_mapped_and_kernels_see_them_as_any_other(tmp_path: Path, frame: RecordFrame) -> None:
    _saved(tmp_path, frame)
    part = store.open_saved(tmp_path / "left").parts["names"].given_part
    assert part.flags.writeable
    assert not part.flags.owndata
    part[0] = 77
    assert store.open_saved(tmp_path / "left", verify=True).parts["names"].given_part[0] != 77


def _look(folder: str, answers: Any) -> None:
    opened = store.open_saved(folder)
    answers.put((opened.frame[1].full_name, int(opened.parts["numbers"].sum())))


def test_other_processes_open_it_too(tmp_path: Path, frame: RecordFrame) -> None:
    store.save(tmp_path / "left", frame, {"numbers": np.arange(1000)}, model_hash="m1")
    context = multiprocessing.get_context("spawn")
    answers = context.Queue()
    others = [context.Process(target=_look, args=(str(tmp_path / "left"), answers)) for _ in range(2)]
    for other in others:
        other.start()
    assert [answers.get(timeout=60) for _ in others] == [("Zoë Ünal", 499500)] * 2
    for other in others:
        other.join(timeout=60)


def test_saving_again_takes_the_place_of_the_former(tmp_path: Path, frame: RecordFrame) -> None:
    _saved(tmp_path, frame)
    store.save(tmp_path / "left", frame[:1], {}, model_hash="m2")
    assert len(store.open_saved(tmp_path / "left").frame) == 1
    assert [p.name for p in tmp_path.iterdir()] == ["left"]


def test_what_does_not_fit_is_said(tmp_path: Path, frame: RecordFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="no folder of a prepared left side"):
        store.open_saved(tmp_path / "left")
    _saved(tmp_path, frame)
    with pytest.raises(InputError, match="another model"):
        store.open_saved(tmp_path / "left", model_hash="m2")
    with monkeypatch.context() as patched, pytest.raises(InputError, match=r"by engine .*, this is 99"):
        patched.setattr(store, "ENGINE_VERSION", "99")
        store.open_saved(tmp_path / "left")
    with (tmp_path / "left" / "arrays.bin").open("r+b") as damaged:
        damaged.write(b"\xff")
    with pytest.raises(InputError, match="changed or damaged"):
        store.open_saved(tmp_path / "left", verify=True)
    about = tmp_path / "left" / "about.json"
    short = json.loads(about.read_text()) | {"arrays": [[0, 1]]}
    about.write_text(json.dumps(short))
    with pytest.raises(InputError, match="damaged"):
        store.open_saved(tmp_path / "left")


class _Acts:
    def __reduce__(self) -> tuple[Any, ...]:
        return os.system, ("echo",)


def test_a_file_cannot_act_when_it_is_opened(tmp_path: Path, frame: RecordFrame) -> None:
    _saved(tmp_path, frame)
    for acts in (_Acts(), store.save, store.Path):
        (tmp_path / "left" / "objects.pickle").write_bytes(pickle.dumps(acts, protocol=5))
        with pytest.raises(InputError, match="no plain data"):
            store.open_saved(tmp_path / "left")


def test_lists_are_taken_and_joined() -> None:
    lists = Lists.of([[1, 2], [], [3]])
    joined = Lists.joined([lists.take(np.array([2, 0, 1, 2])), Lists.of([[9]])])
    assert [joined[i].tolist() for i in range(len(joined))] == [[3], [1, 2], [], [3], [9]]
    assert len(lists.take(np.zeros(0, dtype=np.int64))) == 0


def test_strings_of_a_column() -> None:
    column = RecordFrame.of([Record("1", city="Ünal"), Record("2"), Record("3", city="b")]).column("city")
    assert column is not None
    strings = Strings.of_series(column)
    assert [strings[i] for i in range(3)] == ["Ünal", "", "b"]
    assert len(Strings.of_series(column[:0])) == 0
