"""How much a client may ask: so many questions a minute, counted in one statement that cannot be raced."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from crmsocial.core.models import User

from .. import conf

_COUNT = """
WITH old AS (DELETE FROM matching_askedcount WHERE user_id = %(user)s AND minute < now() - interval '1 hour')
INSERT INTO matching_askedcount AS a (user_id, minute, asked)
VALUES (%(user)s, date_trunc('minute', statement_timestamp()), %(asked)s)
ON CONFLICT (user_id, minute) DO UPDATE SET asked = least(a.asked::bigint + EXCLUDED.asked, 2000000000)
RETURNING asked, 60 - floor(extract(second FROM statement_timestamp()))::int
"""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of this minute's questions, and seconds until the next minute."""

    limit: int
    asked: int
    reset: int

    @property
    def is_spent(self) -> bool:
        """Whether this question was one too many."""
        return self.asked > self.limit

    @property
    def headers(self) -> dict[str, str]:
        """As draft-ietf-httpapi-ratelimit-headers names them, in the form that clients read today."""
        left = max(0, self.limit - self.asked)
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(left),
            "RateLimit-Reset": str(self.reset),
        }


def count(user: User, questions: int) -> Allowance:
    """Count these questions, also those beyond what is allowed, so that hammering does not help."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"user": user.pk, "asked": questions})
        asked, reset = cursor.fetchone()
    return Allowance(conf.current().questions_a_minute, asked, reset)
