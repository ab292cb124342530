"""Signing callbacks as Meta does."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from typing import Any

SECRET = "appsecret"


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def signed_payload(payload: str, secret: str = SECRET) -> str:
    digest = hmac.new(secret.encode(), payload.encode(), hashlib.sha256).digest()
    return f"{encoded(digest)}.{payload}"


def signed(user_id: object = "218471", *, secret: str = SECRET, **stated: Any) -> str:
    """A signed request of now; ``stated`` adds to what it says, None leaves a key out."""
    now = int(time.time())
    plain: dict[str, Any] = {
        "user_id": user_id,
        "algorithm": "HMAC-SHA256",
        "issued_at": now,
        "expires": now + 3600,
        **stated,
    }
    kept = {key: value for key, value in plain.items() if value is not None}
    return signed_payload(encoded(json.dumps(kept).encode()), secret)
