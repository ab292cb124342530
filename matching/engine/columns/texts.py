"""Handles, display names and labels of many accounts as columns, ready for segmentation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..handles.clean import LEAST_BARE, PAGE_NUMBER, SLUG_ID, Text, bare_handle, is_spaced
from ..kernels.split import Words, bare, split, stands_apart
from ..kernels.text import Texts
from ..kernels.words import KINDS
from ..knowledge import concept_names, region_codes, regions, role_words
from ..normalise import to_ascii
from .lexicon import known_words
from .strings import Offsets, Strings


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
    spaced: NDArray[np.bool_]
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
            np.array([t.spaced for t in texts], dtype=bool),
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
            self.spaced,
            self.known,
            self.known_starts,
            self.meaning,
        )

    @classmethod
    def of_words(cls, words: Words, strict: NDArray[np.bool_], spaced: NDArray[np.bool_]) -> TextColumns:
        """Add the everyday words to texts that are split already."""
        found = known_words(words, strict, spaced)
        letters = Strings(words.letters, words.starts)
        return cls(letters, words.bounds, words.split, strict, spaced, found.known, found.starts, found.meaning)


# Text that the kernels do not read as it is: other than ASCII, control characters, and addresses' percent signs.
_UNCOMMON = r"[^ -$&-~]"
_BARE = np.array([*SLUG_ID, PAGE_NUMBER, LEAST_BARE], dtype=np.int64)


def _plain(values: pl.Series, fold: Callable[[str], str]) -> tuple[pl.Series, NDArray[np.bool_]]:
    """Return text that kernels read (null as empty, uncommon values folded by Python), and which rows were folded."""
    values = values.fill_null("")
    uncommon = values.str.contains(_UNCOMMON)
    rows = uncommon.arg_true()
    if not len(rows):
        return values, uncommon.to_numpy()
    folded = pl.Series([fold(v) for v in values.gather(rows)], dtype=pl.String)
    return values.scatter(rows, folded), uncommon.to_numpy()


def bare_handles(usernames: pl.Series) -> pl.Series:
    """Return the part of each user name that its owner chose, as ``bare_handle`` does; null gives an empty one."""
    values = usernames.fill_null("")
    uncommon = values.str.contains(_UNCOMMON)
    strings = Strings.of_series(values)
    begins, ends = bare(strings.data, strings.starts, uncommon.to_numpy(), _BARE)
    starts = strings.starts[:-1]
    table = pl.DataFrame({"value": values, "start": begins - starts, "size": ends - begins})
    found = table.select(pl.col("value").str.slice(pl.col("start"), pl.col("size"))).to_series()
    rows = uncommon.arg_true()
    return found.scatter(rows, [bare_handle(v) for v in values.gather(rows)]) if len(rows) else found


def handle_columns(usernames: pl.Series) -> TextColumns:
    """Return handles ready for segmentation, as ``handle_text`` reads each; null is an empty one."""
    plain, folded = _plain(usernames, lambda username: to_ascii(bare_handle(username)))
    strings = Strings.of_series(plain)
    begins, ends = bare(strings.data, strings.starts, folded, _BARE)
    spaced = stands_apart(strings.data, begins, ends)
    rows = np.flatnonzero(folded)
    spaced[rows] = [is_spaced(bare_handle(username)) for username in usernames.gather(rows)]
    words = split(strings.data, begins, ends, np.ones(len(begins), dtype=bool))
    return TextColumns.of_words(words, np.zeros(len(begins), dtype=bool), spaced)


def label_columns(labels: pl.Series) -> TextColumns:
    """Return hosts' labels or mailboxes ready for segmentation, as ``label_text`` reads each."""
    strings = Strings.of_series(_plain(labels, to_ascii)[0])
    words = split(strings.data, strings.starts[:-1], strings.starts[1:], np.ones(len(labels), dtype=bool))
    none = np.zeros(len(labels), dtype=bool)
    return TextColumns.of_words(words, none, none)


def _folded_display(display: str) -> str:
    """Return a display name in ASCII; its words in lower case where it has several."""
    several = display.split()
    return to_ascii(display) if len(several) == 1 else " ".join(to_ascii(word.lower()) for word in several)


def display_columns(displays: pl.Series) -> TextColumns:
    """Return display names ready for segmentation, as ``display_text`` reads each."""
    plain, folded = _plain(displays, _folded_display)
    several = plain.str.contains(r"\S\s+\S").to_numpy().copy()
    rows = np.flatnonzero(folded)
    several[rows] = [len(display.split()) > 1 for display in displays.gather(rows)]
    strings = Strings.of_series(plain)
    words = split(strings.data, strings.starts[:-1], strings.starts[1:], folded | ~several)
    return TextColumns.of_words(words, several, np.zeros(len(several), dtype=bool))
