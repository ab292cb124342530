"""All that was said about an account or a constituent as one text, equal where it comes to the same.

What was said about two subjects may differ in its times as long as these stand in the same order: the fold reads no
more of a time than its order, and of an end also whether it is past (``privacy.consent.fold``).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ..consent.fold import SKEW
from ..consent.states import KIND_OF, Kind

_GIVEN = [state for state, kind in KIND_OF.items() if kind is Kind.GIVEN]
# ``fold.Act.effective`` in SQL: when an act counts from.
_EFFECTIVE = """CASE WHEN e.state <> ALL(%(given)s::text[]) THEN coalesce(e.event_time, e.recorded_at)
  WHEN e.event_time IS NULL THEN NULL
  WHEN e.event_time > e.recorded_at + %(skew)s::interval THEN '-infinity'
  ELSE least(e.event_time, e.recorded_at) END"""
# When somebody was merged into a constituent is a time that the fold compares, so whoever has former ids is like nobody
# else.
_ACTS = """
  SELECT e.*, 'account' AS who FROM privacy_consentevent e WHERE e.account_hash = a.account_hash
  UNION ALL SELECT e.*, 'holder' FROM privacy_consentevent e WHERE e.constituent_id = a.constituent_id
  UNION ALL SELECT e.*, f.former_id::text FROM constituents_alias f
    JOIN privacy_consentevent e ON e.constituent_id = f.former_id WHERE f.constituent_id = a.constituent_id"""

#: To be joined laterally to ``a`` (account_hash, constituent_id): the text, and the ends of what was said in order.
SAID = f"""(
  SELECT coalesce(array_agg(DISTINCT expires_at) FILTER (WHERE expires_at IS NOT NULL), '{{{{}}}}') AS ends,
    ROW(string_agg(act, E'\\n' ORDER BY act),
        (SELECT f.constituent_id FROM constituents_alias f WHERE f.constituent_id = a.constituent_id LIMIT 1)
    )::text AS said
  FROM (
    SELECT e.expires_at, ROW(e.who, e.state, e.purpose, e.platform, e.category, e.notice_id, e.scopes, e.method,
      {_EFFECTIVE} IS NULL, dense_rank() OVER (ORDER BY {_EFFECTIVE}),
      e.expires_at <= %(now)s, CASE WHEN e.expires_at IS NOT NULL THEN dense_rank() OVER (ORDER BY e.expires_at) END
    )::text AS act FROM ({_ACTS}) e) each)"""


def said_params(now: datetime) -> dict[str, Any]:
    """What ``SAID`` is told: ``now`` is the database's time at which is judged."""
    return {"now": now, "given": _GIVEN, "skew": SKEW}
