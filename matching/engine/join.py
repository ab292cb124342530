"""The batch join: keys of one side against keys of the other, in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from .block import CAPS, PROBED, Key, keys, refiners
from .records import Record

# A refined key may hold this many times what its rule allows before the rest is given up (and counted).
_REFINED_SHARE = 1


@dataclass(slots=True)
class JoinReport:
    """Pairs that each rule gave (before doubles between rules fall away), was refined to, and gave up.

    ``compared`` counts the distinct pairs.
    """

    pairs: Counter[str] = field(default_factory=Counter)
    refined: Counter[str] = field(default_factory=Counter)
    given_up: Counter[str] = field(default_factory=Counter)
    compared: int = 0

    def as_dict(self) -> dict[str, dict[str, int]]:
        """Return the counts by what happened and rule, ready for JSON."""
        return {n: dict(sorted(getattr(self, n).items())) for n in ("pairs", "refined", "given_up")}


def _frame(rows: Sequence[int], found: Sequence[Sequence[Key]], *, probes: bool) -> pl.DataFrame:
    """Return columns key ("rule:value") and row: plain keys, and probes or what probes may meet."""
    names: list[str] = []
    owners: list[int] = []
    for row, record_keys in zip(rows, found, strict=True):
        for key in record_keys:
            if key.rule not in PROBED or key.probe == probes:
                names.append(f"{key.rule}:{key.value}")
                owners.append(row)
    return pl.DataFrame({"key": names, "row": owners}, schema={"key": pl.String, "row": pl.Int32})


def _split(frame: pl.DataFrame, records: dict[int, Record]) -> pl.DataFrame:
    """Return the frame with every key once for each refiner of its record."""
    split = [(row, part) for row, record in records.items() for part in refiners(record)]
    parts = pl.DataFrame(split, schema={"row": pl.Int32, "part": pl.String}, orient="row")
    return frame.join(parts, on="row", how="inner").with_columns(
        pl.concat_str("key", pl.lit("#"), "part").alias("fine")
    )


class Index:
    """The left side's keys. Which are oversized depends on the left side alone, so results do not depend on chunks."""

    def __init__(self, records: Sequence[Record]) -> None:
        self._records = records
        found = [keys(r) for r in records]
        frame = _frame(range(len(records)), found, probes=False).unique(maintain_order=True)
        caps = pl.DataFrame({"rule": list(CAPS), "cap": list(CAPS.values())})
        sizes = (
            frame.group_by("key")
            .len("size")
            .with_columns(pl.col("key").str.split(":").list.first().alias("rule"))
            .join(caps, on="rule", how="left")
        )
        over = sizes.filter(pl.col("size") > pl.col("cap")).select("key", "size", "cap")
        self._over = over
        self._plain = frame.join(over, on="key", how="anti")
        wide = frame.join(over, on="key", how="inner")
        self._fine = self._refine(wide)

    def _refine(self, wide: pl.DataFrame) -> pl.DataFrame:
        if wide.is_empty():
            return pl.DataFrame(schema={"fine": pl.String, "row": pl.Int32})
        split = _split(wide, {r: self._records[r] for r in wide["row"].unique().to_list()})
        sizes = split.group_by("fine").agg(pl.len().alias("n"), pl.col("cap").first().alias("limit"))
        kept = sizes.filter(pl.col("n") <= pl.col("limit") * _REFINED_SHARE).select("fine")
        return split.join(kept, on="fine", how="inner").select("fine", "row")

    def pairs(
        self, right: Sequence[Record], report: JoinReport | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the distinct candidate pairs as (left rows, right rows), sorted by right row, then left."""
        frame = _frame(range(len(right)), [keys(r) for r in right], probes=True).unique(maintain_order=True)
        plain = frame.join(self._plain.rename({"row": "left"}), on="key", how="inner")
        wide = frame.join(self._over, on="key", how="inner")
        parts = [plain.select("left", "row")]
        if not wide.is_empty():
            split = _split(wide, {r: right[r] for r in wide["row"].unique().to_list()})
            fine = split.join(self._fine.rename({"row": "left"}), on="fine", how="inner")
            parts.append(fine.select("left", "row"))
            if report is not None:
                self._count_wide(report, wide, fine)
        if report is not None:
            report.pairs.update(_by_rule(plain))
        both = pl.concat(parts).unique().sort("row", "left")
        if report is not None:
            report.compared += len(both)
        return both["left"].to_numpy().astype(np.int64), both["row"].to_numpy().astype(np.int64)

    @staticmethod
    def _count_wide(report: JoinReport, wide: pl.DataFrame, fine: pl.DataFrame) -> None:
        rule = pl.col("key").str.split(":").list.first().alias("rule")
        whole = dict(wide.with_columns(rule).group_by("rule").agg(pl.col("size").sum()).iter_rows())
        kept = dict(fine.unique(["key", "left", "row"]).with_columns(rule).group_by("rule").len().iter_rows())
        report.refined.update(kept)
        report.given_up.update({r: whole[r] - kept.get(r, 0) for r in whole})


def _by_rule(frame: pl.DataFrame) -> dict[str, int]:
    rule = pl.col("key").str.split(":").list.first().alias("rule")
    return dict(frame.with_columns(rule).group_by("rule").len().iter_rows())
