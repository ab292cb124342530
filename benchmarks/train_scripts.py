"""Learn what letters of one script stand for in another, from pairs of names that belong together.

    python -m benchmarks.train_scripts FOLDER [--without COUNTRY ...] [--out FILE]

FOLDER is as for ``benchmarks.scripts``. Each round aligns every label with its person's name by the weights so far and
counts which letters met (Viterbi training of a memoryless transducer: Ristad & Yianilos, Learning string-edit distance,
1998); the counts are drawn towards those of all scripts together, and those towards general phonetic knowledge. Only
letters are counted: what is written holds no name. Prints hit@1 among each country's people, by table.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.scripts import ROOT, Row, rows
from matching.engine.kernels.sounds import scores
from matching.engine.scripts.encode import encode_labels, encode_names, name_words
from matching.engine.scripts.letters import TABLES, Unit, units
from matching.engine.scripts.weights import SIZE, general, log_odds

_OUT = ROOT / "matching" / "engine" / "scripts" / "data" / "weights.json"
_ROUNDS = 4
_GENERAL, _POOLED = 3000.0, 500.0
Counts = NDArray[np.float64]


def _numbers(text: str) -> list[int]:
    return [ord(c) - 96 for c in text]


def _align(
    path: Sequence[tuple[int, str]], word: str, weights: NDArray[np.int32]
) -> tuple[int, list[tuple[int, int, int]]]:
    """Return (sum, operations as (table, label letter, name letter)) of the best alignment of readings with a word."""
    label = [(table, code) for table, text in path for code in _numbers(text)]
    name = _numbers(word)
    first = path[0][0]
    best = np.zeros((len(label) + 1, len(name) + 1), dtype=np.int64)
    back = np.zeros(best.shape, dtype=np.int8)
    for j, y in enumerate(name):
        best[0, j + 1], back[0, j + 1] = best[0, j] + weights[first, 0, y], 2
    for i, (table, x) in enumerate(label):
        best[i + 1, 0], back[i + 1, 0] = best[i, 0] + weights[table, x, 0], 1
        for j, y in enumerate(name):
            ways = (
                best[i, j] + weights[table, x, y],
                best[i, j + 1] + weights[table, x, 0],
                best[i + 1, j] + weights[table, 0, y],
            )
            back[i + 1, j + 1] = int(np.argmax(ways))
            best[i + 1, j + 1] = max(ways)
    found = []
    i, j = len(label), len(name)
    while i or j:
        step = back[i, j]
        table, x = label[i - 1] if i else (first, 0)
        if step == 0 and i and j:
            found.append((table, x, name[j - 1]))
            i, j = i - 1, j - 1
        elif step == 1:
            found.append((table, x, 0))
            i -= 1
        else:
            found.append((table, 0, name[j - 1]))
            j -= 1
    return int(best[-1, -1]), found


def _best_readings(run: Sequence[Unit], word: str, weights: NDArray[np.int32]) -> list[tuple[int, str]]:
    """Return one reading a unit: improved one at a time from the first ones."""
    chosen = [(u[0].table, u[0].letters) for u in run]
    if all(len(u) == 1 for u in run):
        return chosen
    for _ in range(2):
        for k, unit in enumerate(run):
            options = [[*chosen[:k], (r.table, r.letters), *chosen[k + 1 :]] for r in unit]
            chosen = max(options, key=lambda c: _align(c, word, weights)[0])
    return chosen


def count_pair(label: str, name: str, weights: NDArray[np.int32], into: Counts) -> None:
    """Add the letters that meet where words of the name are read in the label, the surest words first."""
    found, names = list(units(label)), list(name_words(name))
    span = 6 if any(len(u) > 1 for u in found) else 2
    ways = []
    for word in names:
        for start in range(len(found)):
            for end in range(start + 1, min(len(found), start + span) + 1):
                path = _best_readings(found[start:end], word, weights)
                total, steps = _align(path, word, weights)
                ways.append((total, word, start, end, steps))
    taken: set[int] = set()
    done: Counter[str] = Counter()
    allowed = Counter(names)
    for total, word, start, end, steps in sorted(ways, key=lambda w: -w[0]):
        if total > 200 and not taken & set(range(start, end)) and done[word] < allowed[word]:
            taken |= set(range(start, end))
            done[word] += 1
            for step in steps:
                into[step] += 1


def learn(pairs: Sequence[tuple[str, str]]) -> NDArray[np.int32]:
    """Return weights learned from pairs of (label, name)."""
    prior = general()
    prior *= _GENERAL / prior.sum()
    weights = np.stack([log_odds(prior)] * len(TABLES))
    for _ in range(_ROUNDS):
        counts = np.zeros((len(TABLES), SIZE, SIZE))
        for label, name in pairs:
            count_pair(label, name, weights, counts)
        pooled = prior + counts.sum(axis=0)
        pooled *= _POOLED / pooled.sum()
        weights = np.stack([log_odds(pooled + own) for own in counts])
    return weights


def evaluate(
    persons: Sequence[Row], labels: Sequence[Row], truth: dict[str, str], weights: NDArray[np.int32]
) -> dict[str, list[float]]:
    """Return {group: [hit@1, labels]} with all people of a label's country as candidates."""
    good: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for country in sorted({x["country"] for x in labels}):
        left = [p for p in persons if p["country"] == country]
        right = [x for x in labels if x["country"] == country]
        items, names = encode_names([p["name"] for p in left])
        li = np.tile(np.arange(len(left), dtype=np.int32), len(right))
        ri = np.repeat(np.arange(len(right), dtype=np.int32), len(left))
        out = np.empty(len(li), dtype=np.int32)
        scores(encode_labels([x["label"] for x in right]), items, names, weights, li, ri, out)
        for label, row in zip(right, out.reshape(len(right), len(left)), strict=True):
            best = np.flatnonzero(row == row.max())
            hit = len(best) == 1 and left[best[0]]["person_id"] == truth[label["label_id"]]
            for group in ("all", label["script"], country):
                total[group] += 1
                good[group] += hit
    return {g: [round(good[g] / total[g], 3), total[g]] for g in sorted(total, key=lambda g: -total[g])}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--without", nargs="*", default=[])
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    persons, labels = rows(given.folder / "persons.csv.gz"), rows(given.folder / "labels.csv.gz")
    truth = {r["label_id"]: r["person_id"] for r in rows(given.folder / "truth.csv.gz")}
    name = {p["person_id"]: p["name"] for p in persons}
    pairs = [(x["label"], name[truth[x["label_id"]]]) for x in labels if x["country"] not in given.without]
    weights = learn(pairs)
    held = [x for x in labels if not given.without or x["country"] in given.without]
    print(json.dumps(evaluate(persons, held, truth, weights)))
    if given.out:
        tables = {t: weights[i].tolist() for i, t in enumerate(TABLES)}
        lines = ",\n".join(f'  "{t}": {json.dumps(rows_, separators=(",", ":"))}' for t, rows_ in tables.items())
        note = "Hundredths of a bit; row: letter of the label, column: letter of the name. benchmarks/train_scripts.py"
        given.out.write_text(f'{{"note": "{note}",\n "tables": {{\n{lines}\n }}\n}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
