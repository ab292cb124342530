"""How many rows a second the import commands load into PostgreSQL; prints one line of JSON.

Run it against a database of its own, for example: CRMSOCIAL_VAR=/tmp/bench/var python benchmarks/intake.py 100000 It
starts that place's servers, migrates, and loads generated files under new source names: constituents, the same file
again, and personas, on basis public and on basis consent.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crmsocial.settings.local")

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from crmsocial.core.servers.__main__ import main as servers  # noqa: E402
from crmsocial.intake import services  # noqa: E402

GIVEN = (
    "Ana",
    "Ben",
    "Chidi",
    "Dora",
    "Emil",
    "Fatima",
    "Grete",
    "Hugo",
    "Ines",
    "Jürgen",
    "Kwame",
    "Loïc",
    "Mei",
    "Noor",
)
FAMILY = ("Olsen", "Park", "Quist", "Rossi", "Sørensen", "Tanaka", "Umar", "Vogel", "Weiß", "Ximénez", "Young", "Zhou")
PLATFORMS = ("twitter", "facebook", "instagram", "mastodon", "bluesky", "youtube")


def constituents(rows: int, dice: random.Random) -> Iterator[list[str]]:
    """A donor database's export; a cell in 500 is bad."""
    yield [
        "constituent_id",
        "given_name",
        "family_name",
        "birth_date",
        "gender",
        "email",
        "phone",
        "address",
        "city",
        "postcode",
        "country",
    ]
    for number in range(rows):
        given, family = dice.choice(GIVEN), dice.choice(FAMILY)
        email = "unknown" if dice.random() < 0.002 else f"person{number}@example.org"
        born = f"{dice.randint(1930, 2005)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
        phone = f"555-01{dice.randint(0, 99):02}"
        yield [
            f"d{number}",
            given,
            family,
            born,
            "",
            email,
            phone,
            f"{number % 200} Harbour Street",
            "Lighton",
            f"{number % 9999:05}",
            "US",
        ]


def personas(rows: int, dice: random.Random) -> Iterator[list[str]]:
    """Accounts; half of them with their id."""
    yield ["persona_id", "platform", "username", "platform_user_id", "display_name", "bio", "location"]
    for number in range(rows):
        name = f"{dice.choice(GIVEN)} {dice.choice(FAMILY)}"
        account = str(10_000_000 + number) if number % 2 else ""
        yield [
            f"p{number}",
            dice.choice(PLATFORMS),
            f"user_{number}",
            account,
            name,
            f"{name}, likes the theatre.",
            "Lighton",
        ]


def measure(path: Path, entity: str, source: str, basis: str) -> dict[str, Any]:
    """Load the file; seconds and rows a second of the whole command."""
    began = time.monotonic()
    batch = services.import_file(path=path, entity=entity, source_name=source, basis=basis, actor=None)
    seconds = time.monotonic() - began
    return {"seconds": round(seconds, 2), "rows_per_second": round(batch.rows_read / seconds), "message": batch.message}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=int, nargs="?", default=100_000)
    rows = parser.parse_args().rows
    servers(["up"])
    call_command("migrate", verbosity=0)
    dice, mark = random.Random(7), f"bench{int(time.time())}"
    with tempfile.TemporaryDirectory() as folder:
        files = {"constituents": constituents(rows, dice), "personas": personas(rows, dice)}
        paths = {name: Path(folder) / f"{name}.csv" for name in files}
        for name, lines in files.items():
            with paths[name].open("w", encoding="utf-8", newline="") as stream:
                csv.writer(stream).writerows(lines)
        result = {
            "rows": rows,
            "constituents": measure(paths["constituents"], "constituents", mark, "contract"),
            "constituents_again": measure(paths["constituents"], "constituents", mark, "contract"),
            "personas_public": measure(paths["personas"], "personas", mark, "public"),
            "personas_consent": measure(paths["personas"], "personas", f"{mark}c", "consent"),
        }
    result["peak_memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    result["load_average"] = round(os.getloadavg()[0], 1)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
