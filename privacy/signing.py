"""Documents that can be verified later without us: receipts, manifests of erasures, lines of the erasure journal.

A signed document is ``{"payload": …, "signature": {"alg": "EdDSA", "kid": …, "value": …}}``. The signature is Ed25519
(RFC 8032) over the payload in the JSON Canonicalization Scheme (RFC 8785), so that spacing and the order of keys may
change on the way. The public key is given out as a JSON Web Key (RFC 8037), its ``kid`` is the thumbprint of RFC 7638.
"""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crmsocial.core.errors import InvalidInput

_ALGORITHM = "EdDSA"
_NO_DOCUMENT = gettext_lazy("This is not a signed document: payload or signature is missing or misshapen.")


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@lru_cache(maxsize=4)
def _private(seed: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(seed))


def public_key() -> dict[str, str]:
    """The key that verifies, as a JSON Web Key with its thumbprint as ``kid``."""
    raw = _private(settings.SIGNING_KEY).public_key().public_bytes_raw()
    key = {"crv": "Ed25519", "kty": "OKP", "x": _encode(raw)}
    return {**key, "alg": _ALGORITHM, "use": "sig", "kid": _encode(hashlib.sha256(rfc8785.dumps(key)).digest())}


def sign(payload: dict[str, Any]) -> dict[str, Any]:
    """The payload with its signature; plain JSON values only (no floats beyond 53 bits, times as text)."""
    value = _private(settings.SIGNING_KEY).sign(rfc8785.dumps(payload))
    return {
        "payload": payload,
        "signature": {"alg": _ALGORITHM, "kid": public_key()["kid"], "value": _encode(value)},
    }


def verify(document: Any, key: dict[str, str] | None = None) -> dict[str, Any]:
    """The payload of a signed document, if nobody changed it.

    Raises InvalidInput saying what is wrong; its code is ``unreadable``, ``another_key`` or ``changed``. ``key``: a
    JSON Web Key; ours without one.
    """
    key = key or public_key()
    try:
        payload, signature = document["payload"], document["signature"]
        value, algorithm, kid = _decode(signature["value"]), signature["alg"], signature["kid"]
        canonical = rfc8785.dumps(payload)
    except (KeyError, TypeError, ValueError, rfc8785.CanonicalizationError):
        raise InvalidInput(str(_NO_DOCUMENT), code="unreadable") from None
    if algorithm != _ALGORITHM or kid != key.get("kid"):
        message = _("The document names another key than ours. Verify it with the key that it names.")
        raise InvalidInput(message, code="another_key")
    try:
        Ed25519PublicKey.from_public_bytes(_decode(key["x"])).verify(value, canonical)
    except InvalidSignature:
        message = _("The signature does not fit: the document was changed after it was signed.")
        raise InvalidInput(message, code="changed") from None
    if not isinstance(payload, dict):
        raise InvalidInput(str(_NO_DOCUMENT), code="unreadable")
    return payload
