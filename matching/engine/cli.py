"""``python -m matching.engine link`` and ``dedupe``: files in, candidates out, no database."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from . import explain_command, train_command, warm
from .clusters import cluster
from .contradictions import Contradictions
from .errors import EngineError
from .linking import Asked, link_files
from .model import Model
from .pipeline import find_doubles
from .readers import read_records
from .version import ENGINE_VERSION
from .writers import DEDUPE_COLUMNS, check_target, write, write_clusters

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
    link.add_argument(
        "--min-probability",
        type=_probability,
        default=0.001,
        metavar="P",
        help="leave out candidates below this, but for the best of each right record (default 0.001)",
    )
    link.add_argument(
        "--memory",
        type=_size,
        metavar="SIZE",
        help="work within about this much memory (as in 800M, 1G): slower, through a file beside OUT",
    )
    link.set_defaults(run=link_command)
    same = commands.add_parser("dedupe", help="find doubles within one file", description=dedupe_command.__doc__)
    same.add_argument("file", type=Path, metavar="FILE", help=_FILES)
    _common(same, "id_a, id_b, probability, weight, rank")
    same.add_argument("--clusters", type=Path, metavar="FILE", help="also write id and cluster of every record")
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
        "--threads",
        type=_positive,
        default=os.cpu_count() or 1,
        metavar="N",
        help="threads (default: all); changes no result",
    )


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


def _probability(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to 1")
    return value


def _size(text: str) -> int:
    match = re.fullmatch(r"(\d{1,9})([KMG])B?", text.strip().upper())
    if not match:
        raise argparse.ArgumentTypeError(f"{text!r} is not a size such as 800M or 1G")
    return int(match[1]) << {"K": 10, "M": 20, "G": 30}[match[2]]


def link_command(given: argparse.Namespace) -> dict[str, Any]:
    """Score the left records as candidates for each right record; they share one probability with "no match"."""
    asked = Asked(_prepare(given), given.threads, given.top, given.min_probability, given.memory)
    return link_files(given.left, given.right, given.out, asked)


def dedupe_command(given: argparse.Namespace) -> dict[str, Any]:
    """Score pairs of records within one file, each pair once."""
    model = _prepare(given)
    records = read_records(given.file)
    if given.clusters:
        check_target(given.clusters)
    found, adapted = find_doubles(records, model=model, min_probability=0.001, threads=given.threads)
    pairs = [(s.left_id, s.right_id, s.probability) for s in found] if given.clusters else []
    said: dict[str, Any] = {"records": len(records), "candidates": write(given.out, found, DEDUPE_COLUMNS)}
    if given.clusters:
        gathered = cluster((r.id for r in records), pairs, veto=Contradictions(records, adapted))
        write_clusters(given.clusters, gathered.of)
        said["clusters"] = {"count": len(set(gathered.of.values())), "refused": dict(sorted(gathered.refused.items()))}
    return said


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
