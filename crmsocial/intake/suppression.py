"""People who were erased must not come back.

Every row of every way in is shown to the registered checks before it is written.
The erasure service registers its check in ``AppConfig.ready()``; it compares keyed hashes, so that nothing of the
erased person needs keeping. A suppressed row leaves no value behind: not in the staging table, not in the error file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .rows import Incoming


@dataclass(frozen=True, slots=True)
class Facts:
    """What a suppression may be recognised by: source and external id, e-mail addresses, phones, and the account."""

    source_id: int
    external_id: str
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    platform: str
    account_id: str
    handle_key: str


#: gets the facts of many rows, returns the positions of those that must not be written
Check = Callable[[Sequence[Facts]], set[int]]

_checks: dict[str, Check] = {}


def register(name: str, check: Check) -> None:
    """Have ``check`` asked about every row. Registering a name again replaces its check."""
    _checks[name] = check


def unregister(name: str) -> None:
    """Forget a check."""
    _checks.pop(name, None)


def suppressed(rows: Sequence[Incoming], *, source_id: int) -> set[int]:
    """Positions of the rows that at least one check holds back."""
    if not _checks or not rows:
        return set()
    facts = [_facts(row, source_id) for row in rows]
    return set().union(*(check(facts) for check in _checks.values()))


def _facts(row: Incoming, source_id: int) -> Facts:
    return Facts(
        source_id=source_id,
        external_id=row.external_id,
        emails=tuple(part.casefold() for part in row.values.get("email", "").split("|") if part),
        phones=tuple(part for part in row.values.get("phone", "").split("|") if part),
        platform=row.platform,
        account_id=row.account_id or "",
        handle_key=row.handle_key,
    )
