"""Settings read from environment variables, with messages that say which variable is wrong."""

from __future__ import annotations

import hashlib
import hmac
import os
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str | None = None) -> str:
    """The variable ``name``; without a default it must be set."""
    value = os.environ.get(name, "") or default
    if value is None:
        raise ImproperlyConfigured(f"Set the environment variable {name}.")
    return value


def flag(name: str, default: bool) -> bool:
    """A yes-or-no variable: 1, true, yes, on or 0, false, no, off."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}; use true or false.")


def number(name: str, default: int) -> int:
    """A whole number."""
    value = os.environ.get(name, "")
    try:
        return int(value) if value else default
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {value!r}; use a whole number.") from None


def words(name: str, default: str = "") -> list[str]:
    """A list separated by commas."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def keys(name: str, default: str | None = None) -> dict[str, str]:
    """Keys by their id, as ``id:secret,id:secret``; the first is the one in use, the others only check."""
    pairs = [part.strip().partition(":") for part in text(name, default).split(",") if part.strip()]
    if not all(key_id and secret for key_id, _colon, secret in pairs):
        raise ImproperlyConfigured(f"{name} must be written as id:secret, several separated by commas.")
    return {key_id: secret for key_id, _colon, secret in pairs}


def database(url: str, name: str = "DATABASE_URL") -> dict[str, Any]:
    """Django's settings for ``postgres://user:password@host:port/database?sslmode=...``.

    The host may be the folder of a socket, percent-encoded. Raises ImproperlyConfigured for another kind of address.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"{name} must start with postgres:// ; crmsocial runs on PostgreSQL only.")
    options: dict[str, Any] = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    # urlsplit lowers the host name, which would break the path of a socket.
    host = parts.netloc.rpartition("@")[2]
    host = host if not parts.port else host.rpartition(":")[0]
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(host.strip("[]")) or unquote(options.pop("host", "")),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


def application_url(owner_url: str, spare_password: str) -> str:
    """The address of the application login that ``migrate`` makes where only the owner's address is known.

    The login is called after the database, so that two databases on one server do not share it. Its password follows
    from the owner's, so that another copy of crmsocial with the same address arrives at the same one; an owner without
    a password gives it ``spare_password``.
    """
    parts = urlsplit(owner_url)
    database_name = unquote(parts.path.lstrip("/"))
    name = f"{database_name[:59]}_app"
    password = spare_password
    if parts.password:
        purpose = f"application login of {database_name}"
        password = hmac.new(unquote(parts.password).encode(), purpose.encode(), hashlib.sha256).hexdigest()
    login = f"{quote(name, safe='')}:{quote(password, safe='')}"
    return parts._replace(netloc=f"{login}@{parts.netloc.rpartition('@')[2]}").geturl()


def redis_database(url: str, index: int) -> str:
    """The same server as ``url``, another numbered database."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return f"unix://{parts.path}?db={index}"
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{parts.netloc}/{index}{query}"


def redis_index(url: str) -> int:
    """The number of the database that ``url`` names, 0 when it names none."""
    parts = urlsplit(url)
    found = parse_qs(parts.query).get("db", ["0"])[-1] if parts.scheme == "unix" else parts.path.strip("/") or "0"
    if parts.scheme not in {"unix", "redis", "rediss"} or not found.isdigit():
        raise ImproperlyConfigured("REDIS_URL must look like redis://host:6379/0 or unix:///path/to/socket?db=0.")
    return int(found)


def broker(url: str) -> str:
    """``url`` in Celery's spelling, which has its own for sockets."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return url
    return f"redis+socket://{quote(unquote(parts.path))}?virtual_host={redis_index(url)}"
