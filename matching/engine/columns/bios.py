"""Bios as columns: each distinct text read once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from ..account import LONGEST_BIO, Said, read_bio
from ..kernels.sets import Sets, phrase_sets
from ..normalise import fold
from .codes import encode
from .people import nations
from .sets import gathered, sets_of
from .strings import Codes, Strings

_LEAST_WORD = 3


@dataclass(frozen=True, slots=True)
class BioColumns:
    """What a bio says is ``said[codes[row]]``; number 0 is silence. ``phrases`` are its words and pairs and triples."""

    codes: Codes
    said: list[Said]
    far: Sets
    nations: Sets
    numbers: Sets
    phrases: Sets

    @classmethod
    def of(cls, column: pl.Series | None, size: int) -> BioColumns:
        """Read the bios of ``size`` accounts."""
        nothing = pl.Series([], dtype=pl.String)
        numbers, distinct = (np.full(size, -1, dtype=np.int32), nothing) if column is None else encode(column)
        texts = [text[:LONGEST_BIO] for text in distinct.to_list()]
        codes = numbers + np.int32(1)
        said = [read_bio(text) for text in texts]
        folded = Strings.of([fold(text) for text in texts])
        return cls(
            codes,
            [Said(), *said],
            sets_of([s.far for s in said], codes),
            sets_of([nations(s.far) for s in said], codes),
            sets_of([s.numbers for s in said], codes),
            gathered(codes, *phrase_sets(folded.data, folded.starts, _LEAST_WORD, 1)),
        )
