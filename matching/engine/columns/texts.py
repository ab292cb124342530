"""Handles, display names and labels of many accounts as columns, ready for segmentation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..handles.clean import Text
from ..kernels.text import Texts
from ..knowledge import concept_names, region_codes, regions, role_words
from .strings import Offsets, Strings

#: Kinds of everyday words in a text: affix, role, place, digits.
KINDS = "arpd"


def _meaning(word: str, kind: str) -> int:
    """Return the number of the division or calling that an everyday word names, -1 for none."""
    if kind == "p":
        return region_codes().index(regions()[word][0])
    return concept_names().index(role_words()[word]) if kind == "r" else -1


@dataclass(frozen=True, slots=True)
class TextColumns:
    """``Text`` of row ``i``: its letters, where words may begin or end (bit ``b`` of ``bounds``), its everyday words.

    Everyday word ``k`` of row ``i``, ``known_starts[i] <= k < known_starts[i + 1]``, covers the letters from
    ``known[k, 0]`` to ``known[k, 1]`` and is of kind ``KINDS[known[k, 2]]``; ``meaning[k]`` is the number of the
    division that a place names (``region_codes``) or of the calling that a role names (``concept_names``), else -1.
    """

    letters: Strings
    bounds: NDArray[np.uint64]
    split: NDArray[np.bool_]
    strict: NDArray[np.bool_]
    known: NDArray[np.uint8]
    known_starts: Offsets
    meaning: NDArray[np.int16]

    def __len__(self) -> int:
        return len(self.bounds)

    @classmethod
    def of(cls, texts: Sequence[Text]) -> TextColumns:
        """Gather texts one by one."""
        known = [(s, e, KINDS.index(kind)) for t in texts for s, e, kind in t.known]
        starts = np.zeros(len(texts) + 1, dtype=np.int64)
        np.cumsum([len(t.known) for t in texts], out=starts[1:])
        return cls(
            Strings.of([t.text for t in texts]),
            np.array([sum(1 << b for b in t.bounds) for t in texts], dtype=np.uint64),
            np.array([t.split for t in texts], dtype=bool),
            np.array([t.strict for t in texts], dtype=bool),
            np.array(known, dtype=np.uint8).reshape(-1, 3),
            starts,
            np.array([_meaning(t.text[s:e], kind) for t in texts for s, e, kind in t.known], dtype=np.int16),
        )

    def arrays(self) -> Texts:
        """Return the arrays as kernels take them."""
        return Texts(
            self.letters.data,
            self.letters.starts,
            self.bounds,
            self.split,
            self.strict,
            self.known,
            self.known_starts,
            self.meaning,
        )
