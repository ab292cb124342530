"""Keys that have come to be shared by too many since the index was built: they are stored narrowed from now on.

A look-up is right without this; it only has to read everybody who shares such a key.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import connection, transaction

from . import state
from .keys import INITIAL_RULES, LEAST, MOST
from .tables import PARTS, SLACK, table_of, try_alone

#: Keys of one transaction, during which other writers of the index wait.
AT_ONCE = 100

_FIND = """
SELECT DISTINCT k.key FROM matching_indexedrecord r CROSS JOIN LATERAL unnest(r.keys, r.rules) AS k(key, rule)
WHERE r.generation = %(generation)s AND r.number = ANY(%(numbers)s)
  AND NOT EXISTS (SELECT 1 FROM matching_narrowedkey n WHERE n.generation = %(generation)s AND n.key = k.key)
  AND (SELECT count(*) FROM (SELECT 1 FROM {table} t WHERE t.key = k.key
                             LIMIT (%(least)s::int[])[k.rule + 1] + 1) few) > (%(least)s::int[])[k.rule + 1]
"""
_MARK = """
INSERT INTO matching_narrowedkey (generation, key, given_up)
SELECT %s, unnest(%s::bigint[]), false ON CONFLICT DO NOTHING
"""
_FINE = """
CREATE TEMPORARY TABLE matching_narrowing ON COMMIT DROP AS
SELECT k.key # p.part AS key, k.number, k.rule, k.third_party
FROM {table} k JOIN matching_indexedrecord r ON r.generation = %(generation)s AND r.number = k.number
{parts}
WHERE k.key = ANY(%(keys)s)
"""
_GIVE_UP = """
INSERT INTO matching_narrowedkey (generation, key, given_up)
SELECT %(generation)s, key, true FROM matching_narrowing
GROUP BY key HAVING count(*) > (%(most)s::int[])[min(rule) + 1] + %(slack)s ON CONFLICT DO NOTHING
"""
_KEEP = """
INSERT INTO {table} (key, number, rule, third_party)
SELECT DISTINCT ON (key, number) key, number, rule, third_party FROM matching_narrowing f
WHERE NOT EXISTS (SELECT 1 FROM matching_narrowedkey g WHERE g.generation = %(generation)s AND g.key = f.key
                  AND g.given_up)
ORDER BY key, number ON CONFLICT DO NOTHING
"""


def crowded_keys(generation: int, numbers: Collection[int]) -> list[int]:
    """Keys of these records that are shared by too many and not yet stored narrowed."""
    parameters: dict[str, Any] = {"generation": generation, "numbers": list(numbers), "least": LEAST}
    with connection.cursor() as cursor:
        cursor.execute(_FIND.format(table=table_of(generation)), parameters)
        return [row[0] for row in cursor.fetchall()]


def narrow(generation: int, keys: Collection[int]) -> bool:
    """Store these keys narrowed; False, and nothing done, while somebody writes to the index or where it is another."""
    parameters: dict[str, Any] = {
        "generation": generation,
        "keys": list(keys),
        "least": LEAST,
        "most": MOST,
        "slack": SLACK,
        "initial": INITIAL_RULES,
    }
    table = table_of(generation)
    with transaction.atomic():
        if not try_alone() or state.live() != generation:
            return False
        with connection.cursor() as cursor:
            cursor.execute(_MARK, [generation, list(keys)])
            cursor.execute(_FINE.format(table=table, parts=PARTS), parameters)
            cursor.execute(_GIVE_UP, parameters)
            cursor.execute(_KEEP.format(table=table), parameters)
            cursor.execute("DROP TABLE matching_narrowing")
    return True
