"""The gate's reasoning, pure: an account's facts, its acts and what holds around it in; a verdict out.

The steps stand in ``privacy.judging.steps``, in the order in which they are asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from ..consent.fold import Act
from ..models import Category
from ..platform_rules import Facts
from .case import ACCOUNT, HOLDER, NOBODY, Case, Circumstances, Holder
from .steps import Answer, judged
from .verdicts import Verdict

__all__ = ["ACCOUNT", "HOLDER", "Circumstances", "judge", "judge_constituent"]


def judge(
    facts: Facts,
    purpose: str,
    acts: Iterable[Act],
    circumstances: Circumstances,
    merged_at: Mapping[str, datetime] | None = None,
    category: str = Category.PERSONA,
    *,
    holder: Holder = NOBODY,
    recipient: str = "",
    trail: list[Answer] | None = None,
) -> Verdict:
    """Whether the account's data of ``category`` may be opened for ``purpose``, and handed to ``recipient``.

    The person's own no comes first, then who they are, the platform's rule, the lawful basis, and the notice. ``acts``
    are those of the account and of the constituent who holds it.
    """
    case = Case(
        purpose=purpose,
        acts=tuple(acts),
        around=circumstances,
        facts=facts,
        platform=facts.platform,
        category=category,
        recipient=recipient,
        holder=holder,
        merged_at=merged_at or {},
    )
    return judged(case, trail)


def judge_constituent(
    purpose: str,
    platform: str,
    acts: Iterable[Act],
    circumstances: Circumstances,
    merged_at: Mapping[str, datetime] | None = None,
    category: str = Category.PERSONA,
    *,
    holder: Holder = NOBODY,
    recipient: str = "",
    trail: list[Answer] | None = None,
) -> Verdict:
    """What a constituent's own acts say of ``purpose`` on ``platform`` (empty: of any), whatever accounts they hold.

    UNKNOWN where they said nothing. For identity_matching an ALLOW means: they agreed to be looked for.
    """
    case = Case(
        purpose=purpose,
        acts=tuple(acts),
        around=circumstances,
        platform=platform,
        category=category,
        recipient=recipient,
        holder=holder,
        merged_at=merged_at or {},
    )
    return judged(case, trail)
