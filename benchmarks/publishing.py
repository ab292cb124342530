"""How long a notice takes that changes everybody's permissions, over N people who agreed, each with two accounts.

Run it against a database of its own, for example: CRMSOCIAL_VAR=/tmp/publish/var python benchmarks/publishing.py 50000
Everybody agreed at another time, a third and a half of the consents end, each at a time of its own. Prints one line of
JSON: seconds where nothing changes, where every permission is new, and for what follows from that in the same
transaction. Nothing of it is kept.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crmsocial.settings.local")

import django

django.setup()

import psycopg  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from crmsocial.core.database.logins import login_of  # noqa: E402
from crmsocial.core.servers import background  # noqa: E402
from crmsocial.core.servers.places import Place  # noqa: E402
from privacy import projection  # noqa: E402
from privacy.models import LookFor, Permission  # noqa: E402
from privacy.projecting import lookfor, targets  # noqa: E402

_ACT_COLUMNS = (
    "platform, purpose, category, state, basis, scopes, method, notice_id, event_time, expires_at, jurisdiction,"
    " proof, idempotency_key, row_hash"
)
_ACT = """'persona', 'ConsentGiven', 'consent', '{{}}', 'form',
  (SELECT id FROM privacy_notice WHERE published_at IS NOT NULL ORDER BY published_at DESC LIMIT 1),
  now() - make_interval(secs => n)"""
_ENDS = "now() + make_interval(days => 700, secs => -n)"
FILL = f"""
CREATE TABLE bench_agreed AS SELECT n, uuidv7() AS id FROM generate_series(1, {{people}}) n;
CREATE TABLE bench_accounts AS SELECT n, uuidv7() AS id, 1 + n % {{people}} AS holder,
  (ARRAY['mastodon', 'x', 'facebook', 'bluesky', 'youtube'])[1 + n % 5] AS platform
  FROM generate_series(1, 2 * {{people}}) n;
CREATE UNIQUE INDEX ON bench_agreed (n);
INSERT INTO constituents_constituent (id, kind, state) SELECT id, 'person', 'active' FROM bench_agreed;
INSERT INTO privacy_account
  (persona_id, platform, account_hash, basis, source_kind, signals, constituent_id, held_since)
  SELECT p.id, p.platform, sha256(p.n::text::bytea), 'consent', 'network', '{{{{"discoverable": true}}}}', h.id, now()
  FROM bench_accounts p JOIN bench_agreed h ON h.n = p.holder;
INSERT INTO privacy_consentevent (account_hash, {_ACT_COLUMNS})
  SELECT sha256(n::text::bytea), platform, purpose, {_ACT}, CASE WHEN n % 2 = 0 THEN {_ENDS} END, '', '',
    'bench:' || purpose || n, '\\x00'
  FROM bench_accounts, unnest(ARRAY['identity_matching', 'profile_view']) purpose;
INSERT INTO privacy_consentevent (constituent_id, {_ACT_COLUMNS})
  SELECT id, '', '', {_ACT}, CASE WHEN n % 3 = 0 THEN {_ENDS} END, '', '', 'bench:person' || n, '\\x00'
  FROM bench_agreed;
"""


def fill(people: int) -> None:
    """Fill an empty database."""
    login = login_of(settings.DATABASE_OWNER_URL)
    name = connection.settings_dict["NAME"]
    with psycopg.connect(host=login["HOST"], user=login["USER"], dbname=name, autocommit=True) as database:
        if not database.execute("SELECT 1 FROM privacy_account LIMIT 1").fetchone():
            database.execute(FILL.format(people=people))
            database.execute("VACUUM ANALYZE")


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """What the work gave, and the seconds it took."""
    began = time.monotonic()
    given = work()
    return given, round(time.monotonic() - began, 1)


def measure() -> dict[str, Any]:
    """Compute everything twice, once where all is right already and once where nothing is there."""
    projection.refresh_all()
    _nobody, unchanged = timed(projection.refresh_all)
    with transaction.atomic():
        Permission.objects.all().delete()
        LookFor.objects.all().delete()
        (people, _platforms), looked_for = timed(lookfor.refresh_all)
        accounts, computed = timed(lambda: projection.compute(targets.EVERYTHING))
        _none, follows = timed(projection.Changed(accounts, people).announce)
        transaction.set_rollback(True)
    return {"unchanged_s": unchanged, "all_new_s": round(looked_for + computed, 1), "what_follows_s": follows}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("people", type=int, nargs="?", default=50_000)
    people = parser.parse_args().people
    background.up(Place.of_project(), lambda text: print(text, file=sys.stderr))
    call_command("migrate", verbosity=0)
    fill(people)
    print(json.dumps({"people": people, **measure(), "load_average": round(os.getloadavg()[0], 1)}))


if __name__ == "__main__":
    main()
