"""People who were erased must not come back.

Every row of every way in is shown to the registered checks before it is staged, and once more before it is written
where somebody was erased meanwhile. The check of ``privacy.erasure`` compares keyed hashes, so that nothing of the
erased person needs keeping. A suppressed row leaves no value behind: not in the staging table, not in the error file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from privacy.erasure.arrivals import Arrival as Facts

from .rows import Incoming

__all__ = ["Facts", "reason", "register", "suppressed", "unregister"]

#: gets the facts of many rows, returns the positions of those that must not be written
Check = Callable[[Sequence[Facts]], set[int]]
#: says that a check would hold nobody back just now
Idle = Callable[[], bool]

_checks: dict[str, tuple[Check, Idle]] = {}


def _never() -> bool:
    return False


def register(name: str, check: Check, *, idle: Idle = _never) -> None:
    """Have ``check`` asked about every row, unless it is ``idle``. Registering a name again replaces its check."""
    _checks[name] = (check, idle)


def unregister(name: str) -> None:
    """Forget a check."""
    _checks.pop(name, None)


def reason() -> str:
    """What the list of errors says of a row that is held back."""
    return _("This person asked to be erased; nothing was loaded.")


def suppressed(rows: Sequence[Incoming], *, source_id: int, entity: str) -> set[int]:
    """Positions of the rows that at least one check holds back."""
    asked = [check for check, idle in _checks.values() if not idle()]
    if not asked or not rows:
        return set()
    facts = [_facts(row, source_id, entity) for row in rows]
    return set().union(*(check(facts) for check in asked))


def _facts(row: Incoming, source_id: int, entity: str) -> Facts:
    values = row.values
    email, phone, consent = values.get("email"), values.get("phone"), entity == "consents"
    return Facts(
        source_id,
        "" if entity == "personas" else row.external_id,
        tuple(email.casefold().split("|")) if email else (),
        tuple(phone.split("|")) if phone else (),
        row.platform,
        (values.get("account", "") if consent else row.account_id) or "",
        row.handle_key,
        consent,
    )
