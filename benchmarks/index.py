"""How fast one account, record or question is looked up among N generated constituents. Prints one line of JSON.

    CRMSOCIAL_VAR=/tmp/bench/var python benchmarks/index.py 1000000 [--folder FOLDER] [--lookups 300]

It starts the servers of that place, migrates, fills the database if it holds other than N constituents, builds the
index and asks. FOLDER holds constituents.parquet and personas.parquet of ``benchmarks.scale_data``; else it is made.
Times are of whole calls in one process, after some that warm it up: milliseconds, p50 and p95.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crmsocial.settings.local")

import django

django.setup()

import numpy as np  # noqa: E402
import polars as pl  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from benchmarks import scale_data  # noqa: E402
from crmsocial.constituents.models import Constituent, Source  # noqa: E402
from matching import freezing  # noqa: E402
from matching.engine.api import Model, Record  # noqa: E402
from matching.engine.frequencies import count  # noqa: E402
from matching.engine.readers import read_records  # noqa: E402
from matching.index import rebuild, state  # noqa: E402
from matching.index.looking import Look  # noqa: E402
from matching.snapshot import ALL, SideName  # noqa: E402
from matching.utility import find  # noqa: E402
from tests.factories.identity import notice_in_force  # noqa: E402

_WARM_UP = 40
_FILL = """
WITH made AS (
  SELECT v, row_number() OVER () AS n, uuidv7() AS c, uuidv7() AS i, uuidv7() AS r FROM bench_incoming
), a AS (INSERT INTO constituents_constituent (id, kind, state) SELECT c, 'person', 'active' FROM made
), b AS (INSERT INTO constituents_sourceidentity (id, source_id, external_id, current_record_id)
         SELECT i, %(source)s, %(from)s + n, r FROM made
), d AS (INSERT INTO constituents_sourcerecord (id, identity_id, version, values, content_hash, basis)
         SELECT r, i, 1, v, '\\x00', 'contract' FROM made)
INSERT INTO identity_membership (identity_id, constituent_id) SELECT i, c FROM made
"""


def fill(people: pl.DataFrame) -> None:
    """Put constituents into the database, each with one record."""
    source, _ = Source.objects.get_or_create(name="bench", defaults={"label": "Bench"})
    for start in range(0, len(people), 50_000):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE bench_incoming (v jsonb) ON COMMIT DROP")
            with cursor.copy("COPY bench_incoming (v) FROM STDIN") as copy:
                for row in people.slice(start, 50_000).drop("id").iter_rows(named=True):
                    copy.write_row([json.dumps({k: v for k, v in row.items() if v})])
            cursor.execute(_FILL, {"source": source.pk, "from": start})
    with connection.cursor() as cursor:
        cursor.execute("SELECT matching_index_analyze()")


def build() -> dict[str, Any]:
    """Build the index as its job does; seconds of each step, rows a second, and bytes."""
    job = rebuild.start(actor=None)
    building = job.args["building"]
    job.delete()  # its steps are done here
    took: dict[str, float] = {}
    began = time.perf_counter()
    rebuild.begin(building)
    last, records = rebuild.copy_page(building)
    while last is not None:
        last, more = rebuild.copy_page(building, last)
        records += more
    took["keys"] = time.perf_counter() - began
    began = time.perf_counter()
    keys = rebuild.fill(building)
    took["fill"] = time.perf_counter() - began
    began = time.perf_counter()
    rebuild.catch_up(building)
    assert rebuild.switch(building)
    took["switch"] = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_total_relation_size(%s), pg_total_relation_size('matching_indexedrecord')",
            [f"matching_index_{building}"],
        )
        of_keys, of_records = cursor.fetchone()
    total = sum(took.values())
    return {
        "records": records,
        "keys_a_record": round(keys / max(records, 1), 1),
        "seconds": {name: round(value, 1) for name, value in took.items()},
        "records_a_second": round(records / total),
        "megabytes": {"keys": of_keys >> 20, "records": of_records >> 20},
    }


def use_model(people: Path) -> None:
    """The default model with the frequencies of these constituents, as a run would freeze it."""
    model = replace(Model.default(), frequencies=count(read_records(people)), as_of=2026)
    state.use(freezing.keep(model), {})


def timed(calls: Iterable[Callable[[], int]]) -> dict[str, float]:
    """Run the calls; milliseconds of each, and how many answers they gave on average."""
    took, found = [], []
    for number, call in enumerate(calls):
        began = time.perf_counter()
        answers = call()
        if number >= _WARM_UP:
            took.append((time.perf_counter() - began) * 1000)
            found.append(answers)
    p50, p95, worst = np.percentile(took, [50, 95, 100])
    return {
        "p50": round(float(p50), 1), "p95": round(float(p95), 1), "max": round(float(worst), 1),
        "answers": round(float(np.mean(found)), 1),
    }  # fmt: skip


def score(record: Record) -> int:
    """One account or record as an incremental match scores it, its refusals read anew."""
    return len(Look(SideName(ALL, "mastodon")).score(record, top=8, min_probability=0.005).scored)


def met(record: Record) -> int:
    """Only whom it meets."""
    return len(Look(SideName(ALL, "mastodon")).met_by(record))


def questions(people: list[Record], accounts: list[Record]) -> Iterable[Callable[[], int]]:
    """Questions of all kinds in turn."""
    for number, (person, account) in enumerate(zip(people, accounts, strict=True)):
        name = f"{person.given_name} {person.family_name}"
        asked: dict[str, str | None] = (
            {"email": person.email or "nobody@example.org"},
            {"name": name, "birth_date": person.birth_date},
            {"name": name, "phone": person.phone, "location": person.city},
            {"handle": account.username, "name": account.display_name},
            {"handle": account.username, "email": account.email, "birth_date": account.birth_date},
        )[number % 5]
        yield lambda asked=asked: len(find(**asked).matches)  # type: ignore[misc]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("size", type=int)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--lookups", type=int, default=300)
    parser.add_argument("--keep", action="store_true", help="ask what was built before")
    given = parser.parse_args()
    call_command("migrate", verbosity=0)
    notice_in_force()
    folder = given.folder or Path(tempfile.mkdtemp()) / "generated"
    if not (folder / "constituents.parquet").exists():
        scale_data.write(folder, scale_data.generate(given.size), "parquet")
    result: dict[str, Any] = {"constituents": given.size}
    if Constituent.objects.count() == 0:
        fill(pl.read_parquet(folder / "constituents.parquet"))
    if not given.keep:
        result["build"] = build()
        use_model(folder / "constituents.parquet")
    accounts = list(read_records(folder / "personas.parquet")[: given.lookups + _WARM_UP])
    spread = pl.read_parquet(folder / "constituents.parquet").sample(given.lookups + _WARM_UP, seed=5)
    people = [Record(**row) for row in spread.iter_rows(named=True)]
    doubles = [replace(one, id=f"q{n}", phone=None, city=None) for n, one in enumerate(people)]
    result["account_met"] = timed(lambda one=one: met(one) for one in accounts)
    result["account"] = timed(lambda one=one: score(one) for one in accounts)
    result["record"] = timed(lambda one=one: score(one) for one in doubles)
    result["question"] = timed(questions(people, accounts))
    print(json.dumps(result))


if __name__ == "__main__":
    main()
