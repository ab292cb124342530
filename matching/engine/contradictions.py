"""What keeps two records apart however alike they are: certain statements that cannot both be true of one person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import DamerauLevenshtein

from .compare import fields
from .compare.base import Family
from .handles.clean import bare_handle
from .model import Model, tables
from .normalise import fold, parse_date, squeeze
from .records import Record
from .score import bits

# A difference is certain where the model finds it this many bits likelier among strangers than within a person: in
# files whose dates are full of slips it is not.
_CERTAIN_BITS = -5.0
_SLIPS = 2


@dataclass(frozen=True, slots=True)
class _Stated:
    birth: str
    number: str
    accounts: frozenset[tuple[str, str]]


def _stated(record: Record) -> _Stated:
    date = parse_date(record.birth_date) if record.birth_date else None
    platform = fold((record.platform or "").strip())
    named = record.username and platform
    return _Stated(
        "{:04d}{:02d}{:02d}".format(*date) if date else "",
        squeeze(record.national_id or ""),
        frozenset({(platform, bare_handle(record.username or "").lower())} if named else ()),
    )


class Contradictions:
    """Why two records of one file cannot be one person; a pure function of the two and the model."""

    def __init__(self, records: Iterable[Record], model: Model) -> None:
        self._stated = {r.id: _stated(r) for r in records}
        self._birth = self._is_certain(model, fields.BIRTH)
        self._number = self._is_certain(model, fields.NUMBER)

    @staticmethod
    def _is_certain(model: Model, family: Family) -> bool:
        (agree,), (random,) = tables(model.agree, (family,)), tables(model.random, (family,))
        return float(bits(agree, random)[family.levels.index("differs")]) <= _CERTAIN_BITS

    def __call__(self, one: str, other: str) -> str:
        """Return ``birth_date``, ``national_id``, ``account`` or nothing.

        Two accounts of one platform always contradict; dates and numbers where this file's own are reliable and more
        than slips of the pen lie between them.
        """
        a, b = self._stated[one], self._stated[other]
        if self._birth and fields.BIRTH.levels[fields.birth(a.birth, b.birth)] == "differs":
            return "birth_date"
        numbered = self._number and a.number and b.number
        if numbered and DamerauLevenshtein.distance(a.number, b.number, score_cutoff=_SLIPS) > _SLIPS:
            return "national_id"
        if a.accounts and b.accounts and a.accounts != b.accounts and _platforms(a) & _platforms(b):
            return "account"
        return ""


def _platforms(stated: _Stated) -> set[str]:
    return {platform for platform, _ in stated.accounts}
