"""How many others may stand behind an account by chance, pair by pair, and what that is worth."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .compile import kernel

Floats = NDArray[np.float64]


class Shares(NamedTuple):
    """Log2 of the share of people whose names agree as a pair's do: a row a name part, a column a kind of agreement."""

    given: Floats
    given_part: NDArray[np.int32]
    family: Floats
    family_part: NDArray[np.int32]
    everybody: float


@kernel
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
    kinds = shares.given.shape[1]
    for row in range(len(li)):
        family = given = 0
        for cell in cells:
            level = np.int64(cell[row]) - 1
            if level >= 0:
                family = max(family, level // kinds)
                given = max(given, level % kinds)
        if bio[row] >= 2:
            family = shares.family.shape[1] - 1
            if bio[row] == 3:
                given = kinds - 1
        left = li[row]
        found = (
            shares.everybody
            + shares.family[shares.family_part[left], family]
            + shares.given[shares.given_part[left], given]
        )
        for column, level in near:
            if column[row] == level:
                found = min(found, limits[2])
        for column, level in unique:
            if column[row] == level:
                found -= shares.everybody
        out[row] = min(max(found, limits[0]), limits[1])
