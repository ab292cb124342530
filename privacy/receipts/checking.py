"""Whether a receipt is what we signed, and whether the ledger still holds the act that it speaks of."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from crmsocial.core.errors import InvalidInput

from .. import signing
from ..consent import ledger_rows
from ..models import ConsentEvent

#: A file of all receipts of one person is read as well, up to so many.
MOST = 500


class Outcome(Enum):
    """What verifying came to."""

    VALID = "valid"
    CHANGED = "changed"
    ANOTHER_KEY = "another_key"
    UNREADABLE = "unreadable"


class Held(Enum):
    """What the ledger says of the record that a valid receipt names."""

    HELD = "held"
    DIFFERS = "differs"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Checked:
    """One receipt's answer. ``event`` and ``held`` are there where the signature is ours."""

    outcome: Outcome
    message: str
    payload: dict[str, Any] | None = None
    held: Held | None = None
    event: ConsentEvent | None = None

    @property
    def valid(self) -> bool:
        """Signed by the key it was checked with, and unchanged."""
        return self.outcome is Outcome.VALID


def verify(document: Any, key: dict[str, str] | None = None) -> dict[str, Any]:
    """The payload of a receipt that nobody changed. Raises InvalidInput saying what is wrong with it.

    ``key``: a JSON Web Key; ours without one.
    """
    try:
        payload = signing.verify(document, key)
    except RecursionError:
        raise InvalidInput(_("This is no receipt: it is nested too deeply."), code=Outcome.UNREADABLE.value) from None
    if payload.get("@type") != "dpv:ConsentReceipt":
        raise InvalidInput(_("This is signed, but it is no receipt of a consent."), code=Outcome.UNREADABLE.value)
    return payload


def check(text: str, key: dict[str, str] | None = None, *, most: int = MOST) -> list[Checked]:
    """The answer to each receipt in ``text``: one signed document, a list, or a file of all receipts of a person.

    ``most``: a file of more is not read, and the answer says so.
    """
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return [Checked(Outcome.UNREADABLE, _("This is no JSON, so it cannot be a receipt."))]
    documents = read.get("receipts", [read]) if isinstance(read, dict) else read
    if not isinstance(documents, list) or not 0 < len(documents) <= most:
        return [Checked(Outcome.UNREADABLE, _("Give one receipt, or a file of up to %(most)s.") % {"most": most})]
    return [_checked(document, key) for document in documents]


def _checked(document: Any, key: dict[str, str] | None) -> Checked:
    try:
        payload = verify(document, key)
    except InvalidInput as error:
        known = {outcome.value: outcome for outcome in Outcome}
        return Checked(known.get(error.code, Outcome.UNREADABLE), error.message)
    message = _("We signed it, and nobody changed it since.")
    if key is not None:
        return Checked(Outcome.VALID, message, payload)
    held, event = _held(payload)
    return Checked(Outcome.VALID, message, payload, held, event)


def _held(payload: dict[str, Any]) -> tuple[Held, ConsentEvent | None]:
    try:
        record, digest = UUID(payload["content"]["record_id"]), bytes.fromhex(payload["ledger"]["row_hash"])
    except (KeyError, TypeError, ValueError):
        return Held.MISSING, None
    event = ConsentEvent.objects.select_related("notice").filter(pk=record).first()
    if event is None:
        return Held.MISSING, None
    same = bytes(event.row_hash) == digest == ledger_rows.hash_of(event)
    return (Held.HELD if same else Held.DIFFERS), event
