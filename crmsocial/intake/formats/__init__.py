"""Files as tables: one module a format, each streaming in bounded memory.

A format says by the first bytes whether a file is its own (never by the name) and opens the decoded-to-be byte stream.
"""

from __future__ import annotations

from .base import FileRefused, Format, Limits, Record, Table
from .table import open_table

__all__ = ["FileRefused", "Format", "Limits", "Record", "Table", "open_table"]
