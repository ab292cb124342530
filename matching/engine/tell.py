"""A pair's score as evidence rows: one per kind, then prior, competition and calibration."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .compare.base import Family
from .evidence import Evidence
from .names import shown_name
from .records import Record
from .sides import rarity_words

_LONGEST = 160


def _joined(record: Record, *fields: str) -> str:
    return ", ".join(v for f in fields if (v := getattr(record, f)))[:_LONGEST]


def _left(record: Record, kind: str) -> str:
    return {
        "name": lambda: shown_name(record),
        "handle": lambda: shown_name(record),
        "bio": lambda: shown_name(record),
        "handle_year": lambda: record.birth_date or "",
        "handle_place": lambda: _joined(record, "city", "state"),
        "label": lambda: _joined(record, "email", "website"),
        "record": lambda: _joined(record, "email", "phone", "website"),
        "place": lambda: _joined(record, "city", "state"),
        "division": lambda: record.state or "",
        "address": lambda: _joined(record, "street_number", "address", "address_2"),
        "account": lambda: record.username or shown_name(record),
        "rarity": lambda: rarity_words(record) or shown_name(record),
    }.get(kind, lambda: getattr(record, kind, None) or "")()[:_LONGEST]


def _right(record: Record, kind: str) -> str:
    own = getattr(record, kind, None) or ""
    return {
        "name": lambda: record.display_name or shown_name(record),
        "handle": lambda: record.username or record.email or "",
        "handle_year": lambda: record.username or "",
        "handle_place": lambda: record.username or "",
        "label": lambda: record.username or "",
        "account": lambda: record.username or record.display_name or "",
        "place": lambda: record.location or _joined(record, "city", "state") or (record.bio or ""),
        "website": lambda: record.profile_link or own or record.username or "",
        "role": lambda: _joined(record, "role", "username", "display_name", "bio"),
        "organisation": lambda: own or _joined(record, "username", "bio"),
        "gender": lambda: own or _joined(record, "display_name", "bio"),
        "division": lambda: record.state or "",
        "address": lambda: _joined(record, "street_number", "address", "address_2"),
        "birth_date": lambda: own or record.snapshot or record.account_created or "",
        "rarity": lambda: rarity_words(record) or record.display_name or record.username or "",
    }.get(kind, lambda: own)()[:_LONGEST]


def tell(
    left: Record,
    right: Record,
    families: tuple[Family, ...],
    tables: Sequence[NDArray[np.float64]],
    levels: Sequence[int],
    terms: tuple[float, float, float, float, float],
) -> list[Evidence]:
    """Return the evidence of a pair.

    ``terms`` are prior, rarity, weight, odds after competition and final odds, all in bits; the rows' bits add up to
    the last. Families of one kind make one row, its level their words joined by ``/``.
    """
    prior, rarity, weight, odds, final = terms
    words: dict[str, list[str]] = {}
    sums: dict[str, float] = {}
    for family, table, level in zip(families, tables, levels, strict=True):
        if family.levels[level] == "unstated":
            continue
        words.setdefault(family.kind, []).append(family.levels[level])
        sums[family.kind] = sums.get(family.kind, 0.0) + float(table[level])
    if rarity:
        words.setdefault("rarity", []).append("rare" if rarity > 0 else "common")
        sums["rarity"] = sums.get("rarity", 0.0) + rarity
    rows = [Evidence(kind, _left(left, kind), _right(right, kind), "/".join(words[kind]), sums[kind]) for kind in words]
    rows.append(Evidence("prior", "", "", "before_evidence", prior))
    # What rounding leaves between the parts and their sum goes with competition, so that the rows add up.
    told = sum(row.bits for row in rows)
    rows.append(Evidence("competition", "", "", "alone" if abs(odds - weight) < 1e-9 else "shared", odds - told))
    rows.append(Evidence("calibration", "", "", "calibrated", final - odds))
    return rows
