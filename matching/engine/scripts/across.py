"""How alike the names of pairs of rows sound, in bits."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..compare.base import Rows
from ..kernels.sounds import scores
from .encode import encode_labels, encode_names, name_words
from .letters import is_latin
from .spoken import Spoken
from .weights import weights

_NOTHING = -(1 << 20)


def evidence(texts: Sequence[str], one: Rows, other: Rows) -> NDArray[np.int32]:
    """Return, for pairs of names (numbers of ``texts``), the evidence in hundredths of a bit that they are one name.

    Symmetric: the name in Latin letters is read in the other one; of two alike, the one of fewer words in the other.
    """
    ranks = {text: n for n, text in enumerate(sorted(texts, key=lambda t: (is_latin(t), len(name_words(t)), t)))}
    rank = np.array([ranks[t] for t in texts], dtype=np.int64)
    turned = rank[one] < rank[other]
    names, labels = np.where(turned, other, one), np.where(turned, one, other)
    used_names, li = np.unique(names, return_inverse=True)
    used_labels, ri = np.unique(labels, return_inverse=True)
    order = np.lexsort((li, ri))
    items, spelt = encode_names([texts[i] for i in used_names.tolist()])
    read = encode_labels([texts[i] for i in used_labels.tolist()])
    found = np.empty(len(li), dtype=np.int32)
    scores(read, items, spelt, weights(), li[order].astype(np.int32), ri[order].astype(np.int32), found)
    result = np.empty_like(found)
    result[order] = found
    return result


def _variants(side: Spoken, rows: Rows, numbers: dict[str, int]) -> tuple[Rows, Rows, Rows]:
    """Return (position of each row among its distinct values, starts, text numbers) of the rows' names."""
    used, position = np.unique(rows, return_inverse=True)
    listed = [[numbers.setdefault(t, len(numbers)) for t in side.names_of(row)] for row in used.tolist()]
    starts = np.cumsum([0, *(len(names) for names in listed)])
    return position, starts, np.array([n for names in listed for n in names], dtype=np.int64)


def compare_rows(left: Spoken, right: Spoken, li: Rows, ri: Rows) -> NDArray[np.int32]:
    """Return for each pair of rows the best evidence among their names, in hundredths of a bit."""
    numbers: dict[str, int] = {}
    a, a_starts, a_texts = _variants(left, li, numbers)
    b, b_starts, b_texts = _variants(right, ri, numbers)
    width = np.diff(b_starts)[b]
    counts = np.diff(a_starts)[a] * width
    owner = np.repeat(np.arange(len(li)), counts)
    place = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
    one = a_texts[a_starts[a[owner]] + place // np.maximum(width[owner], 1)]
    other = b_texts[b_starts[b[owner]] + place % np.maximum(width[owner], 1)]
    packed, back = np.unique(one * max(len(numbers), 1) + other, return_inverse=True)
    best = np.full(len(li), _NOTHING, dtype=np.int32)
    if len(packed):
        found = evidence(list(numbers), packed // len(numbers), packed % len(numbers))
        np.maximum.at(best, owner, found[back])
    return best
