"""Primary keys that are public, sortable by time and made by the database."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Func


class UUIDv7(Func):
    """PostgreSQL 18's ``uuidv7()`` (RFC 9562, section 5.7): 48 bits of milliseconds, then random bits."""

    function = "uuidv7"
    template = "%(function)s()"
    output_field = models.UUIDField()


class UUIDv7Field(models.UUIDField):
    """A primary key that may appear in URLs and exports; bulk inserts in SQL get theirs from the same function."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("primary_key", True)
        kwargs.setdefault("editable", False)
        kwargs.setdefault("db_default", UUIDv7())
        super().__init__(**kwargs)
