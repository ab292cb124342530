"""How many others may stand behind an account by chance, pair by pair, and what that is worth."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .compile import lean

Floats = NDArray[np.float64]


class Shares(NamedTuple):
    """Log2 of the share of people whose names agree as a pair's do.

    ``rows`` has a row a person of the left side, short enough to lie in one line of the processor's memory; a kind of
    agreement stands in the column that ``family`` or ``given`` names. ``everybody`` is log2 of the number of people.
    """

    rows: NDArray[np.float32]
    family: NDArray[np.int64]
    given: NDArray[np.int64]
    everybody: float


@lean
def expected(
    shares: Shares,
    cells: tuple[NDArray[np.uint8], ...],
    bio: NDArray[np.uint8],
    unique: tuple[tuple[NDArray[np.uint8], int], ...],
    near: tuple[tuple[NDArray[np.uint8], int], ...],
    li: NDArray[np.int64],
    limits: tuple[float, float, float],
    out: Floats,
) -> None:
    """Write into ``out`` log2 of how many people's names (and unique values) would agree with the account as well.

    ``cells`` are the levels that tell family times given name, ``bio`` those of BIO_NAME. At the level that goes with
    it, each column of ``unique`` tells of a value of one person in all; one of ``near`` leaves few others. ``limits``
    are the least and the most that is told, and in between them what ``near`` leaves.
    """
    kinds = len(shares.given)
    for row in range(len(li)):
        family = given = 0
        for cell in cells:
            level = int(cell[row]) - 1
            if level >= 0:
                high = level // kinds
                family = high if high > family else family
                low = level - high * kinds
                given = low if low > given else given
        if bio[row] >= 2:
            family = len(shares.family) - 1
            if bio[row] == 3:
                given = kinds - 1
        left = li[row]
        found = shares.everybody + float(shares.rows[left, shares.family[family]])
        found += float(shares.rows[left, shares.given[given]])
        for column, told in near:
            if column[row] == told:
                found = min(found, limits[2])
        for column, told in unique:
            if column[row] == told:
                found -= shares.everybody
        out[row] = min(max(found, limits[0]), limits[1])
