"""Keyed hashes of accounts, so that the ledger and the gate know an account without storing its name.

HMAC-SHA-256 (RFC 2104) with a key derived from the setting ``KEYED_HASH_KEY`` for this use alone, so that a hash from
here says nothing in any other table.
"""

from __future__ import annotations

import hashlib
import hmac
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

_USE = b"crmsocial/privacy/account/1"


@lru_cache(maxsize=4)
def _derived(secret: str) -> bytes:
    return hmac.new(secret.encode(), _USE, hashlib.sha256).digest()


def _key() -> bytes:
    secret = getattr(settings, "KEYED_HASH_KEY", "")
    if not secret:
        raise ImproperlyConfigured("Set KEYED_HASH_KEY: accounts are known to the gate by a keyed hash.")
    return _derived(secret)


def account_hash(platform: str, account_key: str) -> bytes:
    """32 bytes that stand for one account.

    ``account_key`` is ``id:<account id>`` where the account id is known, else ``handle:<source id>:<handle_key>``.
    """
    return hmac.new(_key(), f"{platform}\x1f{account_key}".encode(), hashlib.sha256).digest()
