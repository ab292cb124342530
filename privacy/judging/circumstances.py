"""Reading what holds around a judgement: the database's clock, modes that are on, who is looked for, notices, bases."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection

from crmsocial.constituents.models import Basis

from ..platform_rules import LOOK_FOR_PLATFORMS, RULES, Modes
from .case import Circumstances, Switch

#: Whether anybody agreed to be looked for on platform ``p``; the first one found will do.
_LOOKED_FOR = (
    "EXISTS (SELECT 1 FROM privacy_lookfor l WHERE l.platform = p"
    " AND (l.until IS NULL OR l.until > statement_timestamp()))"
)
# Every judgement asks for all of it, so it is one statement.
_READ = """
SELECT clock_timestamp(),
  (SELECT coalesce(json_agg(p), '[]') FROM unnest(%(platforms)s::text[]) p WHERE {looked_for})::text,
  (SELECT coalesce(json_agg(json_build_array(a.platform, a.mode)), '[]') FROM (
     SELECT DISTINCT ON (platform, mode) platform, mode, switched_on FROM privacy_assessment
     ORDER BY platform, mode, recorded_at DESC, id DESC) a WHERE a.switched_on)::text,
  (SELECT coalesce(json_agg(json_build_array(l.purpose, l.jurisdiction, l.switched_on, l.id)), '[]') FROM (
     SELECT DISTINCT ON (purpose, jurisdiction) purpose, jurisdiction, switched_on, id FROM privacy_lawfulbasis
     WHERE basis = %(basis)s ORDER BY purpose, jurisdiction, recorded_at DESC, id DESC) l)::text,
  (SELECT coalesce(json_agg(json_build_array(n.id, n.version, n.disclosures, n.published_at <= statement_timestamp())
                            ORDER BY n.published_at DESC, n.id DESC), '[]')
   FROM privacy_notice n WHERE n.published_at IS NOT NULL)::text
""".replace("{looked_for}", _LOOKED_FOR)


def database_now() -> datetime:
    """The database's clock, which is also the one that policies read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def modes_on(platform: str) -> frozenset[str]:
    """The optional modes of ``platform`` that are on by their newest assessment; none where it has no rule."""
    return read().modes.get(platform, Modes()).on


def looked_for_platforms() -> frozenset[str]:
    """Platforms on which at least one constituent agreed to be looked for."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT p FROM unnest(%s::text[]) p WHERE {_LOOKED_FOR}", [list(LOOK_FOR_PLATFORMS)])
        return frozenset(row[0] for row in cursor.fetchall())


def read() -> Circumstances:
    """Everything that a judgement needs besides the account and its acts."""
    with connection.cursor() as cursor:
        cursor.execute(_READ, {"platforms": list(LOOK_FOR_PLATFORMS), "basis": Basis.LEGITIMATE_INTEREST})
        now, *texts = cursor.fetchone()
    looked_for, on, switches, published = map(json.loads, texts)
    return Circumstances(
        now=now,
        modes={name: Modes(on=_known(name, on), looked_for=name in looked_for) for name in RULES},
        notices={UUID(pk): tuple(disclosures) for pk, _version, disclosures, _in_force in published},
        in_force=next((tuple(disclosures) for *_id, disclosures, in_force in published if in_force), ()),
        switches={(purpose, scope): Switch(on, UUID(pk)) for purpose, scope, on, pk in switches},
        versions={UUID(pk): version for pk, version, *_rest in published},
    )


def _known(platform: str, on: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Modes of the platform that are on and that its rule still knows."""
    return frozenset(mode for name, mode in on if name == platform and RULES[platform].mode(mode) is not None)
