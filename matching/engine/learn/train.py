"""Train a model on files or records: with no labels by EM, with decided pairs, or from another model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl

from ..columns.frame import RecordFrame
from ..errors import InputError
from ..frequencies import Frequencies
from ..join import Index
from ..model import Model
from ..pipeline import Engine
from ..records import Record
from ..sides import Compared, PersonaSide, RecordSide
from .labelled import Decided, Decisions, learn_persona, learn_records

Label = tuple[str, str, bool]
_TRUE, _FALSE = (
    frozenset({"1", "true", "yes", "same", "match"}),
    frozenset({"0", "false", "no", "not same", "different"}),
)


def read_labels(path: Path) -> list[Label]:
    """Read a csv with left_id, right_id and same (yes or no). Raises InputError naming file and line."""
    try:
        table = pl.read_csv(path, infer_schema=False)
    except FileNotFoundError:
        raise InputError(f"{path}: no such file") from None
    except (pl.exceptions.PolarsError, OSError) as error:
        raise InputError(f"{path}: not a readable csv file ({str(error).splitlines()[0]})") from None
    lacking = [c for c in ("left_id", "right_id", "same") if c not in table.columns]
    if lacking:
        raise InputError(f"{path}: line 1: column {lacking[0]} is missing; needed are left_id, right_id, same")
    found: list[Label] = []
    for line, (left, right, same) in enumerate(table.select("left_id", "right_id", "same").iter_rows(), start=2):
        word = (same or "").strip().lower()
        if not left or not right or word not in _TRUE | _FALSE:
            raise InputError(f"{path}: line {line}: left_id and right_id must be filled and same be yes or no")
        found.append((left.strip(), right.strip(), word in _TRUE))
    return found


def train(
    left: Sequence[Record],
    right: Sequence[Record],
    *,
    labels: Iterable[Label] = (),
    model: Model | None = None,
    threads: int = 1,
) -> Model:
    """Return a model for these records: adapted to them by EM, then to ``labels`` where there are any.

    Raises InputError where a label names an id that is on neither side, or the same pair is said to be both.
    """
    left, right = RecordFrame.of(left), RecordFrame.of(right)
    decided = _decisions(left, right, labels)
    adapted = Engine.prepare(left, model=model, right_sample=right, threads=threads).adapted_model()
    adapted = replace(adapted, training={**adapted.training, "adapted_to": [len(left), len(right)]})
    if not decided:
        return adapted
    rows = sorted({j for _, j in decided})
    chunk = right.take(np.array(rows, dtype=np.int64))
    place = {row: i for i, row in enumerate(rows)}
    local = {(i, place[j]): same for (i, j), same in decided.items()}
    return _learned(adapted, left, chunk, local, threads)


def _learned(model: Model, left: RecordFrame, chunk: RecordFrame, decisions: Decisions, threads: int) -> Model:
    frequencies = model.frequencies or Frequencies()
    li, ri = _with(Index(left).pairs(chunk), decisions)
    groups = left.keys().astype(np.int64)
    persona = np.asarray(chunk.persona_mask(), dtype=bool)[ri]
    if persona.any():
        # Rarity is added anew by each fit, so what is beside the levels is taken without it.
        plain = PersonaSide(left, replace(model, rarity=(0.0,) * len(model.rarity)), frequencies)
        pairs = plain.compare(chunk, li[persona], ri[persona])
        model = learn_persona(model, plain, Decided.of(pairs, groups, decisions))
    if not persona.all():
        side = RecordSide(left, model, frequencies, threads)
        found: Compared = side.compare(chunk, li[~persona], ri[~persona])
        model = learn_records(model, side, Decided.of(found, groups, decisions))
    return model


def _with(
    pairs: tuple[np.ndarray[tuple[int], np.dtype[np.int64]], np.ndarray[tuple[int], np.dtype[np.int64]]],
    decisions: Decisions,
) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """Return the pairs, and the decided ones that blocking did not find, sorted by right row then left."""
    both = set(zip(pairs[0].tolist(), pairs[1].tolist(), strict=True)) | set(decisions)
    ordered = sorted(both, key=lambda pair: (pair[1], pair[0]))
    return (
        np.array([i for i, _ in ordered], dtype=np.int64),
        np.array([j for _, j in ordered], dtype=np.int64),
    )


def _decisions(left: RecordFrame, right: RecordFrame, labels: Iterable[Label]) -> dict[tuple[int, int], bool]:
    listed = list(labels)
    if not listed:
        return {}
    sides = [{value: i for i, value in enumerate(frame.ids.to_list())} for frame in (left, right)]
    found: dict[tuple[int, int], bool] = {}
    for one, other, same in listed:
        for value, known, name in ((one, sides[0], "left"), (other, sides[1], "right")):
            if value not in known:
                raise InputError(f"labels: {name}_id {value!r} is not in the {name} file")
        pair = (sides[0][one], sides[1][other])
        if found.setdefault(pair, same) != same:
            raise InputError(f"labels: the pair {one!r}, {other!r} is said to be the same and not the same")
    return found
