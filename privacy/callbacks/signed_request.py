"""Meta's ``signed_request``: who signed it is settled before anything in it is read. Pure.

A signed request is ``base64url(signature) "." base64url(payload)`` without padding; the signature is HMAC-SHA-256 (RFC
2104) with the app's secret over the payload segment *exactly as it was received*, still encoded and unpadded
(developers.facebook.com, "Parsing the Signed Request" and "Data Deletion Request Callback").

Code that passes round pads the segment before it hashes; that agrees only where the length happens to be a multiple of
four.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

ALGORITHM = "HMAC-SHA256"
#: Longest request that is looked at, in characters; real ones have about 200.
LONGEST = 8_192
#: Clocks differ; a request that is further ahead than this was not signed now.
AHEAD = timedelta(minutes=5)

_SEGMENT = re.compile(r"[A-Za-z0-9_-]+")
_USER_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Refused(ValueError):
    """The request is not from Meta, or not of now; ``code`` says which, for the log alone."""

    code = "refused"


class Malformed(Refused):
    """Not the form of a signed request, or what it must say is missing."""

    code = "malformed"


class Forged(Refused):
    """The signature does not fit, or is of another kind."""

    code = "forged"


class Stale(Refused):
    """Signed too long ago, or ahead of our clock."""

    code = "stale"


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """What Meta signed: the app-scoped id of a user, and when."""

    user_id: str
    issued_at: datetime
    digest: bytes
    """SHA-256 of the payload segment: the same request again has the same one."""


def parse(text: str, *, secret: str, now: datetime, longest_age: timedelta) -> SignedRequest:
    """The request, if it was signed with ``secret`` at most ``longest_age`` before ``now``. Raises Refused otherwise.

    ``expires`` is left alone: it is about the access token that a signed request may carry, not about the request, and
    Meta repeats a callback that was not answered. What a late or replayed one can do is bounded by ``longest_age`` and
    by having no effect twice.
    """
    if len(text) > LONGEST:
        raise Malformed("too long")
    signature, dot, payload = text.partition(".")
    expected = hmac.new(secret.encode(), payload.encode("utf-8", "surrogatepass"), hashlib.sha256).digest()
    # A signature that cannot be decoded is compared too, so that every stranger waits equally long.
    given = _decoded(signature) or bytes(len(expected))
    genuine = hmac.compare_digest(given, expected)
    if not dot or not _SEGMENT.fullmatch(payload):
        raise Malformed("not two segments")
    if not genuine:
        raise Forged("signature")
    return _read(payload, now, longest_age)


def _read(payload: str, now: datetime, longest_age: timedelta) -> SignedRequest:
    stated = _json(payload)
    if stated.get("algorithm") != ALGORITHM:
        raise Forged("algorithm")
    user_id, issued = stated.get("user_id"), stated.get("issued_at")
    if isinstance(user_id, int) and not isinstance(user_id, bool):
        user_id = str(user_id)
    if not isinstance(user_id, str) or not _USER_ID.fullmatch(user_id):
        raise Malformed("user_id")
    issued_at = _moment(issued)
    if issued_at > now + AHEAD:
        raise Stale("ahead of our clock")
    if issued_at < now - longest_age:
        raise Stale("too old")
    return SignedRequest(user_id, issued_at, hashlib.sha256(payload.encode()).digest())


def _decoded(segment: str) -> bytes:
    """The bytes of an unpadded base64url segment; empty where it is none."""
    if not _SEGMENT.fullmatch(segment):
        return b""
    try:
        return base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))
    except (binascii.Error, ValueError):
        return b""


def _json(payload: str) -> dict[str, Any]:
    try:
        stated = json.loads(_decoded(payload))
    except (ValueError, RecursionError):
        raise Malformed("payload") from None
    if not isinstance(stated, dict):
        raise Malformed("payload")
    return stated


def _moment(issued: object) -> datetime:
    if isinstance(issued, bool) or not isinstance(issued, int):
        raise Malformed("issued_at")
    try:
        return datetime.fromtimestamp(issued, tz=UTC)
    except (OverflowError, OSError, ValueError):
        raise Malformed("issued_at") from None
