"""The night's work, in slices that each end within seconds: replay, and the hashes of the ledger."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..consent import ledger_check
from . import replay

#: What a slice came to: go on after this (None: all is done), rows looked at, how many of them were wrong.
_Done = tuple[str | None, int, int]


def _permissions(after: str, run: str) -> _Done:
    done = replay.compare_permissions(after, run=run)
    return done.last, done.looked_at, len(done.differing)


def _look_for(after: str, run: str) -> _Done:
    done = replay.compare_look_for(after, run=run)
    return done.last, done.looked_at, len(done.differing)


def _ledger_rows(after: str, _run: str) -> _Done:
    return _reported(ledger_check.check_rows(after))


def _ledger_removed(after: str, _run: str) -> _Done:
    return _reported(ledger_check.check_removed(after))


def _reported(done: ledger_check.Checked) -> _Done:
    ledger_check.report(done.flaws)
    return done.last, done.rows, len(done.flaws)


_PARTS: dict[str, Callable[[str, str], _Done]] = {
    "permissions": _permissions,
    "look_for": _look_for,
    "ledger_rows": _ledger_rows,
    "ledger_removed": _ledger_removed,
}


def step(state: Mapping[str, Any]) -> dict[str, Any]:
    """Do the next slice; the state to go on with, whose ``part`` is empty when all is done.

    ``state``: part, after, run (what tells this night from others), and the counts so far by part.
    """
    names = list(_PARTS)
    part = str(state.get("part") or names[0])
    last, looked_at, wrong = _PARTS[part](str(state.get("after") or ""), str(state["run"]))
    counts = dict(state.get("counts") or {})
    former = counts.get(part, {"rows": 0, "wrong": 0})
    counts[part] = {"rows": former["rows"] + looked_at, "wrong": former["wrong"] + wrong}
    if last is not None:
        return {**state, "part": part, "after": last, "counts": counts}
    following = [*names, ""][names.index(part) + 1]
    return {**state, "part": following, "after": "", "counts": counts}
