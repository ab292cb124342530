"""The names of one side as they sound, and which records need that: names in two scripts, or nothing but a name."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..columns.frame import RecordFrame
from ..normalise import squeeze
from .letters import units

Mask = NDArray[np.bool_]
# Letters of other scripts than Latin; mathematical and other fancy Latin letters belong to none of these.
_FOREIGN = (
    "[" + "".join(
        rf"\p{{{name}}}"
        for name in (
            "Cyrillic", "Greek", "Armenian", "Georgian", "Hebrew", "Arabic", "Devanagari", "Bengali", "Gurmukhi",
            "Gujarati", "Oriya", "Tamil", "Telugu", "Kannada", "Malayalam", "Sinhala", "Thai", "Lao", "Myanmar",
            "Khmer", "Ethiopic", "Hangul", "Hiragana", "Katakana", "Han",
        )
    ) + "]"
)  # fmt: skip
_NAMES = ("full_name", "given_name", "middle_name", "family_name", "nickname", "other_names", "native_name")
_SILENT = ("id", "group", "country", "language", "honorific", "suffix", "display_name", *_NAMES)
_MAX_VARIANTS = 4
_MAX_TEXT = 120


class Spoken:
    """The distinct names of a side: ``texts`` and, per row, which of them it bears (``starts``, ``variants``)."""

    def __init__(self, frame: RecordFrame) -> None:
        self.frame = frame

    def _any(self, names: tuple[str, ...], pattern: str) -> Mask:
        found = np.zeros(len(self.frame), dtype=bool)
        for name in names:
            if (column := self.frame.column(name)) is not None:
                found |= column.str.contains(pattern).fill_null(False).to_numpy()
        return found

    @cached_property
    def foreign(self) -> Mask:
        """Return which rows have a name in another script than Latin."""
        return self._any(("display_name", *_NAMES), _FOREIGN)

    @cached_property
    def named(self) -> Mask:
        """Return which rows have a name at all."""
        return self._any(("display_name", "full_name", "family_name", "given_name"), r"\p{L}")

    @cached_property
    def bare(self) -> Mask:
        """Return which rows say nothing but a name and, at most, a country."""
        others = [n for n in self.frame.table.columns if n not in _SILENT]
        named = self.named
        if not others:
            return named
        silent = self.frame.table.select(pl.all_horizontal(pl.col(n).is_null() for n in others)).to_series()
        return named & silent.to_numpy()

    @cached_property
    def countries(self) -> list[str]:
        """Return each row's country, squeezed; empty where it says none."""
        column = self.frame.column("country")
        return [""] * len(self.frame) if column is None else [squeeze(v or "") for v in column.to_list()]

    def names_of(self, row: int) -> tuple[str, ...]:
        """Return the distinct names of a row, the usual one first."""
        record = self.frame[row]
        whole = " ".join(p for p in (record.given_name, record.middle_name, record.family_name) if p)
        usual = record.full_name or whole or record.display_name or ""
        listed = [usual, whole, *(record.other_names or "").split("|"), *(record.native_name or "").split("|")]
        kept: dict[tuple[str, ...], str] = {}
        for text in listed:
            # Order is free, so a name turned round is no other name.
            if text and (words := tuple(sorted(u[0].letters for u in units(text[:_MAX_TEXT])))):
                kept.setdefault(words, text[:_MAX_TEXT])
        return tuple(kept.values())[:_MAX_VARIANTS]
