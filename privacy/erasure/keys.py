"""Keyed hashes of what an erased person would be known by again.

HMAC-SHA-256 (RFC 2104) with the keys of the setting ``SUPPRESSION_KEYS``, which serve nothing else. The first key
hashes. All of them are checked, because the values are gone and cannot be hashed anew: a key may leave the setting only
when no suppression names it any more.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Iterator

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from . import normal

EMAIL, PHONE, EXTERNAL_ID, ACCOUNT, HANDLE = "email", "phone", "external_id", "account", "handle"
#: Not an identity but a sieve: only numbers whose end is known are read in full.
PHONE_TAIL = "phone_tail"

#: A kind and its text in normal form.
Trait = tuple[str, str]


def current() -> str:
    """Id of the key that hashes. Raises ImproperlyConfigured where none is set."""
    if not settings.SUPPRESSION_KEYS:
        raise ImproperlyConfigured("Set SUPPRESSION_KEYS: without a key nothing keeps erased people from coming back.")
    return str(next(iter(settings.SUPPRESSION_KEYS)))


def digest(trait: Trait, key_id: str) -> bytes:
    """32 bytes that stand for one trait. Raises KeyError for a key that is not in the setting."""
    return hasher(key_id)(trait)


def hasher(key_id: str) -> Callable[[Trait], bytes]:
    """What hashes traits with one key; for many of them, as a started hash is copied faster than it is begun."""
    begun = hmac.new(settings.SUPPRESSION_KEYS[key_id].encode(), b"crmsocial/suppression/1\x1f", "sha256")

    def hashed(trait: Trait) -> bytes:
        mine = begun.copy()
        mine.update(f"{trait[0]}\x1f{trait[1]}".encode())
        return mine.digest()

    return hashed


def of_emails(texts: Iterable[str]) -> Iterator[Trait]:
    """Each address as it is written, and the mailbox behind it."""
    for text in texts:
        address = normal.email(text)
        if address:
            yield EMAIL, f"address:{address}"
            yield EMAIL, f"mailbox:{normal.mailbox(address)}"


def of_mailboxes(texts: Iterable[str]) -> Iterator[Trait]:
    """The mailbox behind each address, which is the same for any spelling of it."""
    for text in texts:
        address = normal.email(text)
        if address:
            yield EMAIL, f"mailbox:{normal.mailbox(address)}"


def of_phones(texts: Iterable[str]) -> Iterator[Trait]:
    """Each number in full, as the organisation's country reads it."""
    for text in texts:
        number = normal.phone(text, settings.ORGANISATION_COUNTRY)
        if len(number) >= 7:
            yield PHONE, number


def of_phone_tails(texts: Iterable[str]) -> Iterator[Trait]:
    """The ends of numbers."""
    for text in texts:
        tail = normal.phone_tail(text)
        if tail:
            yield PHONE_TAIL, tail


def of_identity(source_id: int, external_id: str) -> Trait:
    """What a source calls a person."""
    return EXTERNAL_ID, f"{source_id}:{external_id.strip()}"


def of_account(platform: str, account_id: str) -> Trait:
    """An account by its id."""
    return ACCOUNT, f"{platform}:{account_id}"


def of_handle(platform: str, handle_key: str) -> Trait:
    """An account by its handle, which can be given to somebody else later."""
    return HANDLE, f"{platform}:{handle_key}"


def of_handle_alone(platform: str, handle_key: str) -> Trait:
    """An account of which nothing but its handle was known, so that no id can tell it from another."""
    return HANDLE, f"alone:{platform}:{handle_key}"
