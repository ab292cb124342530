"""The two ways of comparing, behind one face: a person with an account, and a record with a record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .columns.accounts import AccountColumns
from .columns.fields import Fields, read_fields
from .columns.frame import RecordFrame
from .compare import context, fields, naming, persona, rarity
from .compare.base import Rows
from .compare.counted import once, spread
from .compare.whole import WholeNames
from .frequencies import Frequencies
from .model import Model, tables
from .normalise import squeeze
from .records import Record
from .score import add_up, bits, log_odds
from .scripts.spoken import Spoken

Floats = NDArray[np.float64]
# How much rarer than the average a value may count, in bits; one rare value must not decide alone.
_RARITY_LIMIT = 6.0
# What says nothing where an account's display name is read by sound; a mere name has no age at which it was seen.
_SILENCED = (naming.DISPLAY, naming.DISPLAY_LEFT, context.AGE)


@dataclass(slots=True)
class Compared:
    """Candidate pairs with what scoring needs; ``rarity`` holds bits from term frequencies beside the levels."""

    li: Rows
    ri: Rows
    levels: NDArray[np.uint8]
    rarity: Floats
    weight: Floats


class PersonaSide:
    """People on the left, accounts on the right."""

    families = persona.FAMILIES

    def __init__(self, left: Sequence[Record], model: Model, frequencies: Frequencies, threads: int = 1) -> None:
        self._left = persona.Left.of(RecordFrame.of(left), frequencies)
        self._shares = rarity.shares(self._left.names, frequencies)
        self._namesakes = rarity.Namesakes(self.families)
        self._whole = WholeNames(left, self.families, _SILENCED)
        self._threads = threads
        self.use(model)

    def use(self, model: Model) -> None:
        """Score by ``model`` from now on."""
        self._model = model
        self._tables = tables(model.persona, self.families)

    def prior(self) -> float:
        """Return the bits of a pair before evidence."""
        return self._model.persona_prior

    def bits(self) -> list[Floats]:
        """Return per family the bits by level."""
        return self._tables

    def compare(self, right: Sequence[Record], li: Rows, ri: Rows) -> Compared:
        """Compare and weigh pairs of rows; pairs that cannot be fall away."""
        accounts, as_of = RecordFrame.of(right).once(AccountColumns), self._model.as_of
        spoken = Spoken(RecordFrame.of(right))
        # Only who is seen on a platform must be alive: a mere name may be anybody's.
        keep = persona.alive(self._left.people, accounts, li, ri, as_of) | spoken.bare[ri]
        li, ri = li[keep], ri[keep]
        levels = persona.compare(self._left, accounts, li, ri, as_of, self._threads)
        beside = self._whole.put(spoken, li, ri, levels, None)
        beside += rarity.worth(self.namesakes(levels, li), self._model.rarity)
        return Compared(li, ri, levels, beside, add_up(levels, self._tables, self.prior()) + beside)

    def weigh(self, levels: NDArray[np.uint8], li: Rows) -> Floats:
        """Return the bits of pairs at these levels; what names by sound bring beside them is left out."""
        beside = rarity.worth(self.namesakes(levels, li), self._model.rarity)
        weight: Floats = add_up(levels, self._tables, self.prior()) + beside
        return weight

    def namesakes(self, levels: NDArray[np.uint8], li: Rows) -> Floats:
        """Return log2 of how many people are expected to agree with the account as well, per pair."""
        return self._namesakes.expected(self._shares, levels, li, self._threads)


class RecordSide:
    """Records of people on both sides."""

    families = fields.FAMILIES

    def __init__(self, left: Sequence[Record], model: Model, frequencies: Frequencies, threads: int) -> None:
        self._fields = RecordFrame.of(left).once(read_fields)
        self._whole = WholeNames(left, self.families, (fields.GIVEN, fields.FAMILY))
        self._frequencies = frequencies
        self._threads = threads
        self._rare = self._rarities(self._fields)
        self.use(model)

    def use(self, model: Model) -> None:
        """Score by ``model`` from now on."""
        self._model = model
        agree, random = tables(model.agree, self.families), tables(model.random, self.families)
        self._tables = [bits(m, u) for m, u in zip(agree, random, strict=True)]

    def prior(self) -> float:
        """Return the bits of a pair before evidence."""
        return log_odds(self._model.record_rate)

    def bits(self) -> list[Floats]:
        """Return per family the bits by level."""
        return self._tables

    def levels(self, right: Sequence[Record], li: Rows, ri: Rows) -> NDArray[np.uint8]:
        """Return the levels alone, for learning."""
        return self.read(right, li, ri)[0]

    def read(self, right: Sequence[Record], li: Rows, ri: Rows) -> tuple[NDArray[np.uint8], Floats]:
        """Return the levels, and the bits that names by sound bring beside them; no model is asked."""
        levels = fields.compare(self._fields, RecordFrame.of(right).once(read_fields), li, ri, self._threads)
        beside = self._whole.put(Spoken(RecordFrame.of(right)), li, ri, levels, self._whole.alone(levels))
        return levels, beside

    def _rarities(self, side: Fields) -> dict[int, Floats]:
        """Return {family index: bits per left row that agreement on its value is worth beside the average}."""
        total = max(self._frequencies.total, 1)
        found: dict[int, Floats] = {}
        for family, values, counts in (
            (fields.GIVEN, side.given, self._frequencies.given),
            (fields.FAMILY, side.family, self._frequencies.family),
            (fields.CITY, side.city, self._frequencies.city),
        ):
            together, squares = once(counts, spread)
            average = (squares + max(total - together, 0)) / total**2
            own = np.array([counts.get(v, 1) / total for v in values.values])[values.codes]
            found[fields.FAMILIES.index(family)] = np.clip(np.log2(average / own), -_RARITY_LIMIT, _RARITY_LIMIT)
        return found

    def compare(self, right: Sequence[Record], li: Rows, ri: Rows) -> Compared:
        """Compare and weigh pairs of rows; pairs that cannot be fall away."""
        return self.compared(li, ri, *self.read(right, li, ri))

    def compared(self, li: Rows, ri: Rows, levels: NDArray[np.uint8], beside: Floats) -> Compared:
        """Weigh pairs that were read."""
        rarity = beside + self._rarity(levels, li)
        return Compared(li, ri, levels, rarity, add_up(levels, self._tables, self.prior()) + rarity)

    def weigh(self, levels: NDArray[np.uint8], li: Rows) -> Floats:
        """Return the bits of pairs at these levels; what names by sound bring beside them is left out."""
        weight: Floats = add_up(levels, self._tables, self.prior()) + self._rarity(levels, li)
        return weight

    def _rarity(self, levels: NDArray[np.uint8], li: Rows) -> Floats:
        total = np.zeros(len(li))
        for column, worth in self._rare.items():
            total += np.where(levels[:, column] == 1, worth[li], 0.0)
        return total


def rarity_words(record: Record) -> str:
    """Return the values whose frequency counts, for showing."""
    return ", ".join(v for v in (record.given_name, record.family_name, record.city) if v and squeeze(v))
