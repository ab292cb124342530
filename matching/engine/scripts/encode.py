"""Names and labels as the arrays that the kernel reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np

from ..kernels.sounds import MAX_LETTERS, MAX_UNITS, MAX_WORDS, Items, Labels, Spelt
from .letters import units

_CACHE = 1 << 15
# What a word or character costs that the other name does not have, in hundredths of a bit.
SKIP_WORD = 250
SKIP_UNIT = 300
SKIP_CHARACTER = 200
SKIP_PARTICLE = 30
SKIP_INITIAL = 80
# How many units of a label one word of a name may cover.
_SPAN_WORDS = 2
_SPAN_CHARACTERS = 6


@lru_cache(_CACHE)
def name_words(text: str) -> tuple[str, ...]:
    """Return the words of a name in Latin letters, at most ``MAX_WORDS``: the first ones and the last."""
    found = [u[0].letters[:MAX_LETTERS] for u in units(text)]
    return tuple(found if len(found) <= MAX_WORDS else [*found[: MAX_WORDS - 1], found[-1]])


@cache
def _small_words() -> frozenset[str]:
    text = files(__package__).joinpath("data", "small_words.txt").read_text(encoding="utf-8")
    return frozenset(w for line in text.splitlines() if not line.startswith("#") for w in line.split())


def _cost(word: str, usual: int) -> int:
    if word in _small_words():
        return SKIP_PARTICLE
    return SKIP_INITIAL if len(word) == 1 else usual


def _offsets(sizes: Iterable[int]) -> np.ndarray:
    return np.cumsum([0, *sizes], dtype=np.int32)


def _codes(texts: Sequence[str]) -> np.ndarray:
    joined = "".join(texts).encode("ascii")
    return np.frombuffer(joined, dtype=np.uint8) - np.uint8(96)


def encode_names(texts: Sequence[str]) -> tuple[Items, Spelt]:
    """Return the distinct items of names, and the names as sets of items."""
    numbers: dict[str, int] = {}
    item: list[int] = []
    mask: list[int] = []
    skip: list[int] = []
    item_counts: list[int] = []
    word_counts: list[int] = []
    for text in texts:
        found = name_words(text)
        before = len(item)
        for k, word in enumerate(found):
            item.append(numbers.setdefault(word, len(numbers)))
            mask.append(1 << k)
            skip.append(_cost(word, SKIP_WORD))
        for k in range(len(found) - 1):
            item.append(numbers.setdefault(found[k] + found[k + 1], len(numbers)))
            mask.append(3 << k)
        item_counts.append(len(item) - before)
        word_counts.append(len(found))
    distinct = list(numbers)
    items = Items(_offsets(len(t) for t in distinct), _codes(distinct))
    arrays = (np.array(item, dtype=np.int32), np.array(mask, dtype=np.int32))
    spelt = Spelt(_offsets(item_counts), *arrays, _offsets(word_counts), np.array(skip, dtype=np.int32))
    return items, spelt


def encode_labels(texts: Sequence[str]) -> Labels:
    """Return labels as units with their readings."""
    counts: list[int] = []
    reading_counts: list[int] = []
    letters: list[str] = []
    table: list[int] = []
    skip: list[int] = []
    span: list[int] = []
    for text in texts:
        found = units(text)[:MAX_UNITS]
        counts.append(len(found))
        wide = sum(len(u) > 1 for u in found) * 2 > len(found)
        span.append(_SPAN_CHARACTERS if wide else _SPAN_WORDS)
        for unit in found:
            reading_counts.append(len(unit))
            skip.append(SKIP_CHARACTER if len(unit) > 1 else _cost(unit[0].letters, SKIP_UNIT))
            letters.extend(r.letters[:MAX_LETTERS] for r in unit)
            table.extend(r.table for r in unit)
    return Labels(
        _offsets(counts),
        _offsets(reading_counts),
        _offsets(len(t) for t in letters),
        _codes(letters),
        np.array(table, dtype=np.int32),
        np.array(skip, dtype=np.int32),
        np.array(span, dtype=np.int32),
    )
