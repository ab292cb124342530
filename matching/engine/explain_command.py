"""``python -m matching.engine explain``: one pair's score as an argument, in words, and what would change it."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from .errors import InputError
from .evidence import Scored
from .explain import explain, sentence_of
from .model import Model
from .pipeline import Engine
from .readers import read_records
from .records import Record
from .reverse import Change, odds_of, reverse, without_rival

#: The bands of an installation that has proven no threshold yet; ``--append`` and ``--refer`` give others.
BANDS: tuple[tuple[str, float], ...] = (("append", 0.98), ("refer", 0.05), ("do not append", 0.0))
_ALL = 1_000_000


def add_parser(commands: Any, common: Callable[[argparse.ArgumentParser], None]) -> None:
    """Register the command; ``common`` adds the arguments that it shares with the others."""
    parser = commands.add_parser("explain", help="say why two records score as they do", description=__doc__)
    parser.add_argument("left", type=Path, metavar="LEFT", help="constituents")
    parser.add_argument("right", type=Path, metavar="RIGHT", help="personas or other records")
    parser.add_argument("left_id", metavar="LEFT_ID")
    parser.add_argument("right_id", metavar="RIGHT_ID")
    parser.add_argument("--append", type=float, default=BANDS[0][1], help="least probability to append (default .98)")
    parser.add_argument("--refer", type=float, default=BANDS[1][1], help="least probability to refer (default .05)")
    common(parser)
    parser.set_defaults(run=explain_command)


def explain_command(given: argparse.Namespace) -> dict[str, Any]:
    """Print the evidence of a pair with its values and bits, its rivals, and the changes that would move its band."""
    left, right = read_records(given.left), read_records(given.right)
    model = Model.load(given.model) if given.model else None
    person, account = _of(left, given.left_id, given.left), _of(right, given.right_id, given.right)
    frozen = model is not None and model.adapted
    engine = Engine.prepare(left, model=model, right_sample=() if frozen else right, threads=given.threads)
    found = engine.score([account], top=_ALL, min_probability=0.0)
    pair = next((s for s in found if s.left_id == given.left_id), None)
    if pair is None:
        print("These two share no key (name, handle, e-mail, telephone ...), so they are never compared.")
        return {"candidate": False, "model": engine.adapted_model().version}
    bands = (("append", given.append), ("refer", given.refer), ("do not append", 0.0))
    _tell(pair)
    rivals = [s for s in found if s.left_id != pair.left_id][:3]
    changes = reverse(person, account, engine.adapted_model(), odds_of(pair.evidence), bands)
    _tell_changes(pair, rivals, changes, engine.adapted_model())
    return {
        "candidate": True,
        "probability": pair.probability,
        "weight": pair.weight,
        "rank": pair.rank,
        "evidence": [{"kind": e.kind, "level": e.level, "bits": round(e.bits, 4)} for e in pair.evidence],
        "changes": [{"kind": c.kind, "level": c.level, "chance": round(c.chance, 4), "band": c.band} for c in changes],
        "model": engine.adapted_model().version,
    }


def _of(records: Sequence[Record], ident: str, path: Path) -> Record:
    for record in records:
        if record.id == ident:
            return record
    raise InputError(f"{path} has no record {ident!r}")


def _tell(pair: Scored) -> None:
    total = 0.0
    for row, (_, message, values) in zip(pair.evidence, explain(pair.evidence), strict=True):
        total += row.bits
        shown = " | ".join(v for v in (row.left_value, row.right_value) if v)
        print(f"{row.bits:+7.1f}  {message % values}{f'   [{shown}]' if shown else ''}")
    print(f"{total:+7.1f}  together: {percent(pair.probability)}, rank {pair.rank}")


def percent(chance: float) -> str:
    """Return a probability for people; nothing is ever certain."""
    return "> 99 %" if chance > 0.99 else "< 1 %" if chance < 0.01 else f"{chance:.0%}".replace("%", " %")


def _tell_changes(pair: Scored, rivals: Sequence[Scored], changes: Sequence[Change], model: Model) -> None:
    for rival in rivals[:1]:
        chance = without_rival(odds_of(pair.evidence), pair.weight, rival.weight, model)
        print(f"Without {rival.left_id} ({percent(rival.probability)}): {percent(chance)}")
    for change in changes:
        print(f"{change.band} ({percent(change.chance)}) if: {sentence_of(change.kind, change.level)}")
