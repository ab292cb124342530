"""How fast search and refresh are over N generated constituents; prints one line of JSON.

Run it against a database of its own, for example:
    CRMSOCIAL_VAR=/tmp/bench/var python benchmarks/search.py 100000
It starts that place's servers, migrates, and fills the database if it holds fewer than N constituents.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crmsocial.settings.local")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from crmsocial.consolidation import services  # noqa: E402
from crmsocial.constituents.models import Constituent, Source  # noqa: E402
from crmsocial.lookup.search import search  # noqa: E402

STEP = 20_000
STARTS = (
    "ba",
    "be",
    "ca",
    "co",
    "da",
    "el",
    "fa",
    "ge",
    "ha",
    "is",
    "jo",
    "ka",
    "li",
    "ma",
    "no",
    "or",
    "pe",
    "ro",
    "sa",
    "vi",
)
MIDDLES = ("na", "ri", "lo", "mi", "te", "ga", "ven", "der", "stro", "lan", "bert", "chi", "mo", "sen")
ENDS = ("a", "o", "ez", "son", "ski", "mann", "er", "in", "ie", "us", "ard", "elle")

_FILL = """
WITH made AS (
  SELECT n, uuidv7() AS constituent_id, uuidv7() AS identity_id, uuidv7() AS record_id, v::jsonb AS values
  FROM unnest(%s::bigint[], %s::text[]) AS rows (n, v)
), c AS (
  INSERT INTO constituents_constituent (id, kind, state) SELECT constituent_id, 'person', 'active' FROM made
), i AS (
  INSERT INTO constituents_sourceidentity (id, source_id, external_id) SELECT identity_id, %s, 'B' || n FROM made
), r AS (
  INSERT INTO constituents_sourcerecord (id, identity_id, version, values, content_hash, basis)
  SELECT record_id, identity_id, 1, values, '\\x00', 'contract' FROM made
), m AS (
  INSERT INTO identity_membership (identity_id, constituent_id) SELECT identity_id, constituent_id FROM made
) SELECT constituent_id, identity_id, record_id FROM made
"""


def word(dice: random.Random) -> str:
    return (dice.choice(STARTS) + dice.choice(MIDDLES) + dice.choice((*MIDDLES[:7], "")) + dice.choice(ENDS)).title()


def rows(start: int, size: int) -> Iterator[tuple[int, str]]:
    for number in range(start, start + size):
        dice = random.Random(number)
        given, family = word(dice), word(dice)
        values = {
            "full_name": f"{given} {family}",
            "given_name": given,
            "family_name": family,
            "email": f"{given}.{family}{number}@example.org".lower(),
            "phone": f"+1 {200 + number % 700} 555 {number // 700 % 10_000:04d}",
            "city": word(dice),
            "state": "MA",
        }
        yield number, json.dumps(values)


def fill(size: int) -> dict[str, float]:
    """Add constituents up to ``size``; returns how many profiles a second were refreshed, terms included."""
    source = Source.objects.get_or_create(name="benchmark", defaults={"label": "Benchmark"})[0]
    have, seconds, refreshed = Constituent.objects.count(), 0.0, 0
    while have < size:
        numbers, values = (list(column) for column in zip(*rows(have, min(STEP, size - have)), strict=True))
        with connection.cursor() as cursor:
            cursor.execute(_FILL, [numbers, values, source.pk])
            made = cursor.fetchall()
            cursor.execute(
                "UPDATE constituents_sourceidentity i SET current_record_id = made.record_id"
                " FROM unnest(%s::uuid[], %s::uuid[]) AS made (identity_id, record_id) WHERE i.id = made.identity_id",
                [[row[1] for row in made], [row[2] for row in made]],
            )
        began = time.perf_counter()
        for start in range(0, len(made), services.SLICE):
            services.refresh(constituent_ids=[row[0] for row in made[start : start + services.SLICE]])
        seconds += time.perf_counter() - began
        refreshed += len(made)
        have += len(made)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return (
        {"refreshed": refreshed, "profiles_per_second": round(refreshed / seconds)} if refreshed else {"refreshed": 0}
    )


def misspelt(text: str, dice: random.Random) -> str:
    place = dice.randrange(1, len(text) - 1)
    return text[:place] + dice.choice("aeiorstn") + text[place + 1 :]


def questions(size: int, count: int) -> dict[str, list[tuple[str, str]]]:
    """{kind of scrap: (what is typed, whom it means)}."""
    found: dict[str, list[tuple[str, str]]] = {}
    dice = random.Random(7)
    for _ in range(count):
        values = json.loads(next(rows(dice.randrange(size), 1))[1])
        for kind, text in (
            ("name", values["full_name"]),
            ("name_begins", values["given_name"][:4] + " " + values["family_name"][:4]),
            ("one_word", values["family_name"]),
            ("name_misspelt", misspelt(values["full_name"], dice)),
            ("word_misspelt", misspelt(values["family_name"], dice)),
            ("email", values["email"]),
            ("phone", values["phone"][3:]),
        ):
            found.setdefault(kind, []).append((text, values["full_name"]))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", type=int, nargs="?", default=100_000)
    parser.add_argument("--questions", type=int, default=60)
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    result: dict[str, object] = {"constituents": options.size, **fill(options.size)}
    for kind, texts in questions(options.size, options.questions).items():
        times = []
        found = 0
        for text, meant in texts:
            began = time.perf_counter()
            hits = search(text, actor=None)
            times.append((time.perf_counter() - began) * 1000)
            found += any(hit.name == meant for hit in hits)
        cuts = statistics.quantiles(times, n=20)
        result[kind] = {
            "p50_ms": round(statistics.median(times), 1),
            "p95_ms": round(cuts[18], 1),
            "found": found / len(texts),
        }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
