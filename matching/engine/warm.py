"""``python -m matching.engine warm``: compile every inner loop now, so that the first match does not wait for it."""

from __future__ import annotations

import argparse
import csv
import pkgutil
import sys
import tempfile
from dataclasses import asdict, fields
from importlib import import_module
from pathlib import Path
from typing import Any

from . import kernels
from .explain import explain
from .pipeline import Engine, dedupe
from .readers import read_records
from .records import Record

_PEOPLE = (
    Record(
        "c1",
        full_name="Zoë van der Harrow",
        given_name="Zoë",
        middle_name="Otto",
        family_name="van der Harrow",
        nickname="Zo",
        birth_date="1961-04-02",
        gender="F",
        email="zharrow@council.example|zo@example.org",
        phone="+1 202 555 0143",
        website="https://zoe-harrow.example/about",
        address="12 Mill Lane",
        postcode="97001",
        city="Millbrook",
        state="OR",
        country="US",
        organisation="Green Alliance of Oregon",
        role="senator",
    ),
    Record("c2", full_name="Maximilian Okonkwo", given_name="Max", family_name="Okonkwo", state="TX", country="US"),
    Record("c3", full_name="Zoe Harrow", birth_date="1961", email="zharrow@council.example", city="Millbrook"),
)
_ACCOUNTS = (
    Record(
        "p1",
        platform="x",
        username="@Sen_ZoeHarrow61",
        platform_user_id="1001",
        display_name="Senator Zoë Harrow 🌲",
        bio="Senator for Oregon. Zoe Harrow of Millbrook, mother. https://zoe-harrow.example/about",
        location="Millbrook, OR",
        profile_link="https://www.zoe-harrow.example/",
        email="zo@example.org",
        snapshot="2020",
    ),
    Record("p2", platform="linkedin", username="max-okonkvo-7a81b2c9"),
    Record("p3", platform="mastodon", username="okonkwo@social.example", display_name="Макс Оконкво", bio="Texas"),
)


def add_parser(commands: Any) -> None:
    """Register the command."""
    parser = commands.add_parser("warm", help="compile the inner loops before the first match", description=__doc__)
    parser.set_defaults(run=warm_command)


def warm_command(given: argparse.Namespace) -> dict[str, Any]:
    """Match a few invented records in every way."""
    before = _compiled()
    with tempfile.TemporaryDirectory() as folder:
        people, accounts = Path(folder, "people.csv"), Path(folder, "accounts.csv")
        _write(people, _PEOPLE)
        _write(accounts, _ACCOUNTS)
        left, right = read_records(people), read_records(accounts)
    for others in (right, left):
        engine = Engine.prepare(left, right_sample=others, threads=1)
        for scored in engine.score(others, top=2):
            explain(scored.evidence)
    dedupe(left)
    return {"compiled": _compiled() - before}


def _write(path: Path, records: tuple[Record, ...]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, [f.name for f in fields(Record)])
        writer.writeheader()
        writer.writerows(asdict(record) for record in records)


def _compiled() -> int:
    """Return how many functions this process compiled because no compiled code was kept."""
    names = (f"{kernels.__name__}.{found.name}" for found in pkgutil.iter_modules(kernels.__path__))
    modules = (import_module(name) if name not in sys.modules else sys.modules[name] for name in names)
    own = (value for module in modules for value in vars(module).values() if hasattr(value, "stats"))
    return sum(sum(one.stats.cache_misses.values()) for one in {id(value): value for value in own}.values())
