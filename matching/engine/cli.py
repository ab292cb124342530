"""``python -m matching.engine link`` and ``dedupe``: files in, candidates out, no database."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from . import explain_command, train_command, warm
from .errors import EngineError
from .evidence import Scored
from .model import Model
from .pipeline import Engine, dedupe
from .readers import read_records
from .records import Record
from .version import ENGINE_VERSION
from .writers import DEDUPE_COLUMNS, LINK_COLUMNS, check_target, write

# Right records compared at once; bounds memory and changes no result.
_CHUNK = 2000
_FILES = "csv, csv.gz or parquet; the first column is the id, the others go by name and are all optional"


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise EngineError(f"{message} (see --help)")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m matching.engine", description="Match people's records with accounts or with one another."
    )
    parser.add_argument("--version", action="version", version=ENGINE_VERSION)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=_Parser)
    link = commands.add_parser(
        "link", help="find the left record of each right record", description=link_command.__doc__
    )
    link.add_argument("left", type=Path, metavar="LEFT", help=f"constituents: {_FILES}")
    link.add_argument("right", type=Path, metavar="RIGHT", help="personas or other records: as LEFT")
    _common(link, "left_id, right_id, probability, weight, rank")
    link.add_argument("--top", type=_positive, default=10, metavar="N", help="candidates per right record (default 10)")
    link.set_defaults(run=link_command)
    same = commands.add_parser("dedupe", help="find doubles within one file", description=dedupe_command.__doc__)
    same.add_argument("file", type=Path, metavar="FILE", help=_FILES)
    _common(same, "id_a, id_b, probability, weight, rank")
    same.set_defaults(run=dedupe_command)
    explain_command.add_parser(commands, _with_model)
    warm.add_parser(commands)
    train_command.add_parser(commands)
    return parser


def _common(parser: argparse.ArgumentParser, columns: str) -> None:
    parser.add_argument("out", type=Path, metavar="OUT", help=f"csv or parquet with {columns}")
    _with_model(parser)


def _with_model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", type=Path, metavar="FILE", help="a model file (default: the one that ships)")
    parser.add_argument(
        "--threads", type=_positive, default=os.cpu_count() or 1, metavar="N", help="threads for string comparison"
    )


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


def link_command(given: argparse.Namespace) -> dict[str, Any]:
    """Score the left records as candidates for each right record; they share one probability with "no match"."""
    model = _prepare(given)
    left, right = read_records(given.left), read_records(given.right)
    turned = _turned(left, right)
    people, others = (right, left) if turned else (left, right)
    frozen = model is not None and model.adapted
    engine = Engine.prepare(people, model=model, right_sample=() if frozen else others, threads=given.threads)
    scored = _chunks(engine, others, given.top)
    pairs = write(given.out, _turn(scored, given.top) if turned else scored, LINK_COLUMNS)
    return {
        "left": len(left),
        "right": len(right),
        "compared": engine.report.compared,
        "candidates": pairs,
        "model": engine.adapted_model().version,
        "model_hash": engine.adapted_model().hash,
        "blocking": engine.report.as_dict(),
    }


def _turned(left: Sequence[Record], right: Sequence[Record]) -> bool:
    """Whether accounts were given on the left and people on the right."""
    return bool(left) and all(r.is_persona for r in left) and not any(r.is_persona for r in right)


def _turn(scored: Iterator[Scored], top: int) -> Iterator[Scored]:
    """Yield the pairs with their sides exchanged and ranked anew: an account still belongs to one person at most."""
    ranks: Counter[str] = Counter()
    for pair in sorted(scored, key=lambda s: (s.left_id, -s.probability, -s.weight, s.right_id)):
        ranks[pair.left_id] += 1
        if ranks[pair.left_id] <= top:
            yield replace(pair, left_id=pair.right_id, right_id=pair.left_id, rank=ranks[pair.left_id])


def _chunks(engine: Engine, right: Sequence[Record], top: int) -> Iterator[Scored]:
    for start in range(0, len(right), _CHUNK):
        yield from engine.score(right[start : start + _CHUNK], top=top, min_probability=0.0)


def dedupe_command(given: argparse.Namespace) -> dict[str, Any]:
    """Score pairs of records within one file, each pair once."""
    model = _prepare(given)
    records = read_records(given.file)
    found = dedupe(records, model=model, min_probability=0.001, threads=given.threads)
    return {"records": len(records), "candidates": write(given.out, found, DEDUPE_COLUMNS)}


def _prepare(given: argparse.Namespace) -> Model | None:
    check_target(given.out)
    return Model.load(given.model) if given.model else None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return 0, or 1 after one clear line on standard error."""
    started = time.monotonic()
    try:
        given = _parser().parse_args(arguments)
        result = given.run(given)
    except EngineError as error:
        print(f"error: {' '.join(str(error).split())}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("error: stopped", file=sys.stderr)
        return 130
    summary = {
        "command": given.command,
        **result,
        **({"out": str(given.out)} if "out" in given else {}),
        "seconds": round(time.monotonic() - started, 2),
    }
    print(json.dumps(summary, ensure_ascii=False))
    return 0
