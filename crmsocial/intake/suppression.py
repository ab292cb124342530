"""People who were erased must not come back.

Every row of every way in is shown to the registered checks before it is staged, and once more before it is written
where somebody was erased meanwhile. The check of ``privacy.erasure`` compares keyed hashes, so that nothing of the
erased person needs keeping. A suppressed row leaves no value behind: not in the staging table, not in the error file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from privacy.erasure import arrivals

from .rows import Incoming


@dataclass(frozen=True, slots=True)
class Facts:
    """What a suppression may be recognised by: source and external id, e-mail addresses, phones, and the account.

    ``external_id`` is empty for accounts' rows, which have ids of their own. ``id_or_handle``: the file has one column
    for both, and ``account_id`` and ``handle_key`` are two readings of it.
    """

    source_id: int
    external_id: str
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    platform: str
    account_id: str
    handle_key: str
    id_or_handle: bool = False


#: gets the facts of many rows, returns the positions of those that must not be written
Check = Callable[[Sequence[Facts]], set[int]]

_checks: dict[str, Check] = {}


def register(name: str, check: Check) -> None:
    """Have ``check`` asked about every row. Registering a name again replaces its check."""
    _checks[name] = check


def unregister(name: str) -> None:
    """Forget a check."""
    _checks.pop(name, None)


def reason() -> str:
    """What the list of errors says of a row that is held back."""
    return _("This person asked to be erased; nothing was loaded.")


def suppressed(rows: Sequence[Incoming], *, source_id: int, entity: str) -> set[int]:
    """Positions of the rows that at least one check holds back."""
    if not _checks or not rows:
        return set()
    facts = [_facts(row, source_id, entity) for row in rows]
    return set().union(*(check(facts) for check in _checks.values()))


def _facts(row: Incoming, source_id: int, entity: str) -> Facts:
    consent = entity == "consents"
    return Facts(
        source_id=source_id,
        external_id="" if entity == "personas" else row.external_id,
        emails=tuple(part.casefold() for part in row.values.get("email", "").split("|") if part),
        phones=tuple(part for part in row.values.get("phone", "").split("|") if part),
        platform=row.platform,
        account_id=(row.values.get("account", "") if consent else row.account_id) or "",
        handle_key=row.handle_key,
        id_or_handle=consent,
    )


def erased(rows: Sequence[Facts]) -> set[int]:
    """The check against people and accounts that were erased, in whatever spelling they come."""
    return arrivals.held_back(
        [
            arrivals.Arrival(
                source_id=row.source_id,
                external_id=row.external_id,
                emails=row.emails,
                phones=row.phones,
                platform=row.platform,
                account_id=row.account_id,
                handle_key=row.handle_key,
                id_or_handle=row.id_or_handle,
            )
            for row in rows
        ]
    )
