"""Handle and display name against a person's names, read together so that one name is not counted thrice."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from ..columns.forms import pack
from ..columns.labels import LabelColumns
from ..columns.names import NameColumns
from ..columns.places import PlaceColumns
from ..columns.strings import heads, tails
from ..columns.texts import TextColumns
from ..handles.items import FAMILY_KINDS, GIVEN_KINDS, rules
from ..kernels import naming as kernels
from ..kernels.forms import BORN, LABELS, LABELS_AT, PLACE_AT, NameForms
from ..kernels.segment import bench
from ..person import Person
from .base import Family, Levels, Rows

_CELLS = ("unstated", *(f"{f}_{g}" for f in FAMILY_KINDS for g in GIVEN_KINDS))
_LEFT = ("unstated", "none", "one", "two", "three", "four", "many", "word_between")
_CHARS = ("unstated", "under4", "under6", "under8", "under11", "under15", "long")

HANDLE_ALONE = Family("handle_alone", "handle", _CELLS)
HANDLE_WITH = Family("handle_with_display", "handle", _CELLS)
HANDLE_SLUG = Family("handle_slug", "handle", _CELLS)
HANDLE_LEFT = Family("handle_left", "handle", _LEFT)
SLUG_LEFT = Family("slug_left", "handle", _LEFT)
HANDLE_CHARS = Family("handle_chars", "handle", _CHARS)
HANDLE_BOUNDS = Family("handle_bounds", "handle", ("unstated", "aligned", "inside", "unsplit"))
DISPLAY = Family("display", "name", _CELLS)
DISPLAY_LEFT = Family("display_left", "name", _LEFT)
BIO_NAME = Family("bio_name", "bio", ("unstated", "absent", "family", "full"))
BIRTH_DIGITS = Family("birth_digits", "handle_year", ("unstated", "none", "year", "short_year", "other_year"))
HANDLE_PLACE = Family("handle_place", "handle_place", ("unstated", "none", "division", "town", "number", "elsewhere"))
LABEL = Family("label", "label", ("unstated", "differs", "within", "equal"))
FAMILIES = (
    HANDLE_ALONE,
    HANDLE_WITH,
    HANDLE_SLUG,
    HANDLE_LEFT,
    SLUG_LEFT,
    HANDLE_CHARS,
    HANDLE_BOUNDS,
    DISPLAY,
    DISPLAY_LEFT,
    BIO_NAME,
    BIRTH_DIGITS,
    HANDLE_PLACE,
    LABEL,
)
# Pairs that a thread takes at once.
_SLICE = 1 << 16


def people(names: NameForms, born: NDArray[np.int16], places: PlaceColumns, labels: LabelColumns) -> kernels.People:
    """Return the left side as ``compare`` takes it: packed names, birth years (0 unknown), places and labels."""
    rows = names.rows.copy()
    rows[:, BORN], rows[:, PLACE_AT] = born, places.place
    rows[:, LABELS] = np.diff(labels.labels.starts)
    rows[:, LABELS_AT] = kernels.LABEL_WORDS * labels.labels.starts[:-1]
    return kernels.People(names._replace(rows=rows), places.arrays(), _labels(labels))


def _labels(labels: LabelColumns) -> kernels.Labels:
    strings, which = labels.strings, labels.labels.values
    sizes = np.diff(strings.starts)
    places = strings.starts[:-1].astype(np.uint64) | sizes.astype(np.uint64) << np.uint64(40)
    words = np.stack([heads(strings)[which], tails(strings)[which], places[which]], axis=1)
    return kernels.Labels(words.ravel(), strings.data)


def people_of(persons: Sequence[Person]) -> kernels.People:
    """Gather people one by one as ``compare`` takes them."""
    return people(
        pack(NameColumns.of(p.names for p in persons)),
        np.array([p.birth[0] if p.birth else 0 for p in persons], dtype=np.int16),
        PlaceColumns.of(p.place for p in persons),
        LabelColumns.of([p.labels for p in persons]),
    )


def compare(
    left: kernels.People, handles: TextColumns, displays: TextColumns, li: Rows, ri: Rows, threads: int = 1
) -> Levels:
    """Return the level of each of ``FAMILIES`` (columns, contiguous) per pair of rows; that of BIO_NAME stays 0.

    ``handles`` and ``displays`` have a row for each right row. Threads share the pairs and change no result.
    """
    out = np.zeros((len(FAMILIES), len(li)), dtype=np.uint8)
    shown = (handles.arrays(), displays.arrays(), rules())

    def read(first: int) -> None:
        last, room = min(first + _SLICE, len(li)), np.zeros((2, kernels.AHEAD), dtype=np.int64)
        kernels.levels(left, *shown, li, ri, first, last, bench(), bench(), room, out)

    if threads == 1 or len(li) <= _SLICE:
        for first in range(0, len(li), _SLICE):
            read(first)
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(read, range(0, len(li), _SLICE)))
    return out.T


def readings(names: NameForms, texts: TextColumns, li: Rows, ri: Rows) -> Levels:
    """Return (family kind, given kind, letters explained, letters left, whether names stand at bounds) per pair."""
    sums = np.zeros((len(li), kernels.SUMS), dtype=np.uint8)
    no_steps = np.zeros((0, *kernels.STEPS), dtype=np.int16)
    kernels.readings(names, texts.arrays(), rules(), li, ri, 0, len(li), bench(), sums, no_steps)
    return sums


__all__ = ["FAMILIES", "compare", "people", "people_of", "readings"]
