"""How common names, sites and towns are on the left side: the term frequencies of a frozen version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np
import polars as pl
from numpy.typing import NDArray

from .columns.codes import encode
from .columns.compose import name_columns
from .columns.frame import RecordFrame
from .columns.strings import Codes, Lists, Strings
from .normalise import is_shared_host, squeeze, urls
from .records import Record

# Values seen once need not be kept: an unknown value counts as rare.
_KEPT_FROM = 2
# Nobody is taken to use an account at this age.
MAX_AGE = 100


@dataclass(frozen=True, slots=True)
class Frequencies:
    """Counts of constituents (not of their records) by value; ``total`` is the number of constituents."""

    total: int = 0
    family: dict[str, int] = field(default_factory=dict)
    given: dict[str, int] = field(default_factory=dict)
    city: dict[str, int] = field(default_factory=dict)
    host: dict[str, int] = field(default_factory=dict)

    def as_dict(self) -> dict[str, object]:
        """Return the counts in a fixed order, ready for JSON."""
        return {
            "total": self.total,
            **{n: dict(sorted(getattr(self, n).items())) for n in ("family", "given", "city", "host")},
        }


def _firsts(lists: Lists, part: Codes) -> Codes:
    """Return the first element of list ``part`` of each row, or 0, which stands for nothing."""
    firsts = np.zeros(len(lists), dtype=np.int32)
    filled = np.diff(lists.starts) > 0
    firsts[filled] = lists.values[lists.starts[:-1][filled]]
    return firsts[part]


def _kept(values: pl.Series, keys: Codes, *, single: bool) -> dict[str, int]:
    """Return for each of ``values`` that several keys hold, by how many; with ``single``, no key occurs twice."""
    table = pl.DataFrame({"value": values, "key": keys}).drop_nulls("value")
    counts = (table if single else table.unique()).group_by("value").len("n").filter(pl.col("n") >= _KEPT_FROM)
    return {str(value): int(n) for value, n in counts.iter_rows() if value != ""}


def _names(forms: Strings, found: Codes, keys: Codes, *, single: bool) -> dict[str, int]:
    counted = _kept(pl.Series(found), keys, single=single)
    return {forms[int(code)]: n for code, n in counted.items() if code != "0"}


def _cities(frame: RecordFrame) -> pl.Series:
    column = frame.column("city")
    if column is None:
        return pl.repeat("", len(frame), eager=True)
    codes, distinct = encode(column)
    return pl.Series([*map(squeeze, distinct.to_list()), ""])[codes]


def _hosts(frame: RecordFrame, keys: Codes) -> tuple[pl.Series, Codes]:
    """Return the sites that belong to one owner each, with the key of the record that names them."""
    column = frame.column("website")
    if column is None:
        return pl.Series([], dtype=pl.String), keys[:0]
    codes, distinct = encode(column)
    hosts = [sorted({h for h, _ in urls(w) if not is_shared_host(h)}) for w in distinct.to_list()]
    table = pl.DataFrame({"host": pl.Series([*hosts, []], dtype=pl.List(pl.String))[codes], "key": keys})
    alone = table.explode("host")
    return alone["host"], alone["key"].to_numpy()


def _living(frame: RecordFrame, as_of: int) -> NDArray[np.bool_]:
    """Return which records are of people who may have accounts: who have not died, nor are a hundred years old."""
    living = np.ones(len(frame), dtype=bool)
    if (died := frame.column("death_date")) is not None:
        living &= died.is_null().to_numpy()
    if (birth := frame.column("birth_date")) is not None:
        year = birth.str.extract(r"^\s*(\d{4})").cast(pl.Int32, strict=False).fill_null(9999)
        living &= (year > as_of - MAX_AGE).to_numpy()
    return living


def count(records: Sequence[Record], as_of: int = 0) -> Frequencies:
    """Count the left side; names are those of the living in the year ``as_of`` (0: the current one)."""
    frame = RecordFrame.of(records)
    keys, names = frame.keys(), frame.once(name_columns)
    single = frame.groups is None
    living = _living(frame, as_of or datetime.now(UTC).year)
    counted = keys[living]
    hosts, owners = _hosts(frame, keys)
    return Frequencies(
        total=len(np.unique(counted)),
        family=_names(names.forms, _firsts(names.family, names.family_part)[living], counted, single=single),
        given=_names(names.forms, _firsts(names.given, names.given_part)[living], counted, single=single),
        city=_kept(_cities(frame), keys, single=single),
        host=_kept(hosts, owners, single=False),
    )
