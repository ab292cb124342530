"""Small files for import tests; everybody in them is made up."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from crmsocial.intake import services
from crmsocial.intake.models import Batch

PEOPLE = [
    ["constituent_id", "given_name", "family_name", "birth_date", "email", "shoe_size"],
    ["c1", "Ana", "Olsen", "1970-05-31", "ana@example.org", "38"],
    ["c2", "Ben", "Park", "1981", "ben@example.org", ""],
    ["c3", "Zoë", "Quist", "", "", "41"],
]
ACCOUNTS = [
    ["persona_id", "platform", "username", "platform_user_id", "display_name", "bio"],
    ["p1", "twitter", "@AnaOlsen", "", "Ana Olsen", "Dances."],
    ["p2", "mastodon", "ben", "", "Ben", ""],
]


def write(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    """A CSV file (UTF-8) of these rows."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


def load(path: Path, entity: str = "constituents", **options: Any) -> Batch:
    """Import the file as the commands do."""
    given = {"source_name": "donors", "basis": "legitimate_interest", "actor": None, **options}
    return services.import_file(path=path, entity=entity, **given)


def changed(rows: Sequence[Sequence[str]], line: int, column: str, value: str) -> list[list[str]]:
    """The rows with one cell changed; ``line`` as in the file."""
    copy = [list(row) for row in rows]
    copy[line - 1][copy[0].index(column)] = value
    return copy
