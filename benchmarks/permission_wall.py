"""What row-level security costs, and how fast a withdrawal commits, over N personas. Prints one line of JSON.

Run it against a database of its own, for example:
    CRMSOCIAL_VAR=/tmp/wall/var python benchmarks/permission_wall.py 1000000
It starts that place's servers, which stay up (``python -m crmsocial.core.servers down`` stops them), migrates, and
fills the database if it is empty. The same pages are then opened in turn
by the application's login and by one that bypasses the policies, in one process, so that the machine's moods even out.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import random
import statistics
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crmsocial.settings.local")

import django

django.setup()

import psycopg  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from benchmarks.permission_wall_data import FILL, WITHDRAWERS, Sizes  # noqa: E402
from crmsocial.core.database.logins import login_of  # noqa: E402
from crmsocial.core.models import Role, User  # noqa: E402
from crmsocial.core.servers import background  # noqa: E402
from crmsocial.core.servers.places import Place  # noqa: E402
from crmsocial.core.servers.postgres import SUPERUSER  # noqa: E402
from privacy import services  # noqa: E402

BYPASSING = "crmsocial_wall_off"


def owner() -> psycopg.Connection[Any]:
    login = login_of(settings.DATABASE_OWNER_URL)
    return psycopg.connect(
        host=login["HOST"], user=login["USER"], dbname=connection.settings_dict["NAME"], autocommit=True
    )


def fill(sizes: Sizes) -> float:
    """Fill an empty database; returns the seconds it took, 0 where it was filled already."""
    began = time.monotonic()
    with owner() as database:
        if database.execute("SELECT 1 FROM personas_persona LIMIT 1").fetchone():
            return 0.0
        with database.transaction():
            for title, statement in FILL:
                print(f"{time.monotonic() - began:6.1f} s  {title}", file=sys.stderr, flush=True)
                database.execute(statement.format(**asdict(sizes)))
        database.execute("VACUUM ANALYZE")
    return round(time.monotonic() - began, 1)


def without_wall() -> Any:
    """A connection like the application's own, but of a login that policies do not bind."""
    name = login_of(settings.DATABASE_URL)["USER"]
    with psycopg.connect(
        host=login_of(settings.DATABASE_OWNER_URL)["HOST"], user=SUPERUSER, autocommit=True
    ) as database:
        if not database.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [BYPASSING]).fetchone():
            database.execute(f"CREATE ROLE {BYPASSING} LOGIN BYPASSRLS IN ROLE {name}")
    other = connections.create_connection(DEFAULT_DB_ALIAS)
    other.settings_dict = {**copy.deepcopy(other.settings_dict), "USER": BYPASSING}
    return other


def signed_in(role: str) -> Client:
    user, _made = User.objects.get_or_create(email=f"wall-{role}@staff.example", defaults={"roles": [role]})
    client = Client(headers={"Host": "127.0.0.1"})
    client.force_login(user)
    return client


def timed(client: Client, path: str) -> float:
    began = time.perf_counter()
    answer = client.get(path)
    took = (time.perf_counter() - began) * 1000
    assert answer.status_code == 200, (path, answer.status_code)
    return took


def figures(times: list[float]) -> dict[str, float]:
    return {"p50_ms": round(statistics.median(times), 1), "p95_ms": round(statistics.quantiles(times, n=20)[18], 1)}


def pages(rounds: int) -> dict[str, Any]:
    """Every page opened ``rounds`` times with the wall and as often without, in turn and on the same rows."""
    dice = random.Random(11)
    with owner() as database:
        pairs = [
            row[0] for row in database.execute("SELECT id FROM matching_candidate WHERE state = 'open'").fetchall()
        ]
        people = [row[0] for row in database.execute("SELECT DISTINCT constituent_id FROM identity_link").fetchall()]
    steward, fundraiser = signed_in(Role.STEWARD), signed_in(Role.FUNDRAISER)
    asked = {
        "queue": (steward, lambda: reverse("review:queue")),
        "pair": (steward, lambda: reverse("review:pair", args=[dice.choice(pairs)])),
        "constituent": (fundraiser, lambda: reverse("lookup:constituent", args=[dice.choice(people)])),
        "search": (fundraiser, lambda: reverse("lookup:search") + f"?q=handle{dice.randrange(1, 20_000)}"),
    }
    wall, off = connections[DEFAULT_DB_ALIAS], without_wall()
    found: dict[str, Any] = {}
    for name, (client, address) in asked.items():
        times: dict[bool, list[float]] = {True: [], False: []}
        for number in range(rounds + 5):
            path = address()
            # Whoever comes second finds the rows in memory, so they take turns at coming first.
            for walled in (number % 2 == 0, number % 2 == 1):
                connections[DEFAULT_DB_ALIAS] = wall if walled else off
                took = timed(client, path)
                if number >= 5:
                    times[walled].append(took)
        connections[DEFAULT_DB_ALIAS] = wall
        on, free = figures(times[True]), figures(times[False])
        found[name] = {
            "with": on,
            "without": free,
            "ratio_p50": round(on["p50_ms"] / free["p50_ms"], 2),
            "ratio_p95": round(on["p95_ms"] / free["p95_ms"], 2),
        }
    off.close()
    return found


def withdrawals(number: int) -> dict[str, Any]:
    """Constituents with ten accounts and ten thousand interactions each withdraw everything, until it is committed.

    With the last of them nobody is looked for on X any more, so the whole platform is judged anew: a figure of its own.
    """
    run = uuid4().hex[:8]
    with owner() as database:
        database.execute(WITHDRAWERS.format(run=run, number=number))
        rows = database.execute("SELECT id FROM bench_withdrawers WHERE run = %s", [run]).fetchall()
        database.execute("ANALYZE")
    admin = User.objects.get_or_create(email="wall-privacy@staff.example", defaults={"roles": [Role.PRIVACY_ADMIN]})[0]
    ids: list[UUID] = [row[0] for row in rows]
    times = []
    for pk in ids:
        began = time.perf_counter()
        services.withdraw_for(pk, actor=admin, platform="", purpose="", method="staff_call")
        times.append((time.perf_counter() - began) * 1000)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.purpose', 'upkeep', true)")
        cursor.execute("SELECT state, count(*) FROM identity_link WHERE constituent_id = ANY(%s) GROUP BY 1", [ids])
        states = dict(cursor.fetchall())
        cursor.execute("SELECT set_config('app.purpose', 'profile_view', true)")
        cursor.execute("SELECT count(*) FROM identity_link WHERE constituent_id = ANY(%s)", [ids])
        seen = cursor.fetchone()[0]
    assert seen == 0 and set(states) == {"suspended"}, (seen, states)
    last = {"last_looked_for_ms": round(times.pop())}
    return {**figures(times), **last, "withdrawals": len(ids), "links_suspended": states["suspended"]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("personas", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--rounds", type=int, default=100, help="times that each page is opened in each way")
    parser.add_argument("--withdrawals", type=int, default=30)
    options = parser.parse_args()
    background.up(Place.of_project(), lambda text: print(text, file=sys.stderr))
    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    sizes = Sizes.of(options.personas)
    result: dict[str, Any] = {"personas": sizes.personas, "permissions": 2 * sizes.permitted, "fill_s": fill(sizes)}
    if options.rounds:
        result |= pages(options.rounds)
    if options.withdrawals:
        result["withdrawal"] = withdrawals(options.withdrawals)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
