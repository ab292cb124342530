"""``python -m matching.engine train``: a model file learned from the user's own records."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from .errors import InputError
from .model import Model
from .readers import read_records


def add_parser(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "train", help="learn a model from two files, with or without labels", description=run.__doc__
    )
    parser.add_argument("left", type=Path, metavar="LEFT", help="constituents, as for link")
    parser.add_argument("right", type=Path, metavar="RIGHT", help="personas or other records, as for link")
    parser.add_argument("out", type=Path, metavar="OUT", help="the model file to write (.json)")
    parser.add_argument("--labels", type=Path, metavar="CSV", help="decided pairs: left_id, right_id, same (yes or no)")
    parser.add_argument("--from", dest="model", type=Path, metavar="MODEL", help="start from this model file")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> dict[str, Any]:
    """Adapt the model to the files without labels, and to decided pairs where they are given."""
    # Loaded only here: link needs none of it.
    from .learn.train import read_labels, train

    if given.out.suffix != ".json" or not given.out.parent.is_dir():
        raise InputError(f"{given.out}: the model file must end in .json and its folder must exist")
    start = Model.load(given.model) if given.model else None
    labels = read_labels(given.labels) if given.labels else []
    left, right = read_records(given.left), read_records(given.right)
    model = train(left, right, labels=labels, model=start)
    model.save(given.out)
    return {
        "left": len(left),
        "right": len(right),
        "labels": len(labels),
        "model": model.version,
        "model_hash": model.hash,
        "training": model.training,
    }
