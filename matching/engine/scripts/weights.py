"""The weights of letters: what one letter standing for another is worth, by the way in which letters came about."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from .letters import TABLES

#: Letters a-z as 1-26; 0 stands for no letter.
SIZE = 27
_VOWELS = "aeiouyw"
# Sounds that writing systems exchange: letters of one group, and how often they stand for one another.
_GROUPS = ("pbfvw", "tdh", "kgqcxh", "szcjx", "lr", "nm", "vwu", "jyi", "fhp", "tsc", "jdzg")
_EXACT, _GROUP, _VOWEL, _OTHER = 60.0, 4.0, 8.0, 0.15
_SILENT = {**dict.fromkeys("aeiou", 12.0), **dict.fromkeys("hyw", 10.0), "r": 4.0, "n": 3.0}
_SILENT_OTHER = 1.5


def _number(letter: str) -> int:
    return ord(letter) - 96


def general() -> NDArray[np.float64]:
    """Return how often letter meets letter (rows: label, columns: name) by general phonetic knowledge.

    Letters whose places or manners of articulation are near (p, b, f, v; t, d; k, g, q; s, z; l, r) stand for one
    another in many scripts (International Phonetic Association, Handbook, 1999); short vowels and h are left out.
    """
    found = np.full((SIZE, SIZE), _OTHER)
    for group in _GROUPS:
        for a in group:
            for b in group:
                found[_number(a), _number(b)] = max(found[_number(a), _number(b)], _GROUP)
    for a in _VOWELS:
        for b in _VOWELS:
            found[_number(a), _number(b)] = _VOWEL
    for letter in range(1, SIZE):
        found[letter, letter] = _EXACT
        silent = _SILENT.get(chr(letter + 96), _SILENT_OTHER)
        found[letter, 0] = found[0, letter] = silent
    found[0, 0] = 0.0
    return found


def log_odds(counts: NDArray[np.float64]) -> NDArray[np.int32]:
    """Return hundredths of a bit from counts: how much more often two letters meet than by chance."""
    joint = counts / counts.sum()
    label, name = joint.sum(axis=1), joint.sum(axis=0)
    label[0] = name[0] = 1.0
    with np.errstate(divide="ignore"):
        bits = np.log2(joint / (label[:, None] * name[None, :]))
    bits[0, 0] = 0.0
    return np.rint(100 * bits).astype(np.int32)


@cache
def weights() -> NDArray[np.int32]:
    """Return the learned weights, (table, letter of the label, letter of the name), in hundredths of a bit."""
    text = files(__package__).joinpath("data", "weights.json").read_text(encoding="utf-8")
    tables = json.loads(text)["tables"]
    return np.ascontiguousarray(np.array([tables[name] for name in TABLES], dtype=np.int32))
