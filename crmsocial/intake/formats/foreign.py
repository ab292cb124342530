"""Files that are no tables whatever they are called, recognised by their first bytes."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from .base import FileRefused

_SPREADSHEET = gettext_noop("Open it in the spreadsheet program and save it as CSV (UTF-8).")
_UNPACK = gettext_noop("Unpack it first and choose the CSV file inside.")

#: first bytes → what the file is, and what to do
SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (
        b"PK\x03\x04",
        gettext_noop("a zip archive or an XLSX workbook"),
        gettext_noop("Unpack it, or save the workbook as CSV (UTF-8)."),
    ),
    (b"PK\x05\x06", gettext_noop("an empty zip archive"), _UNPACK),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", gettext_noop("an old Excel workbook"), _SPREADSHEET),
    (b"BZh", gettext_noop("a bzip2 archive"), _UNPACK),
    (b"\xfd7zXZ\x00", gettext_noop("an xz archive"), _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", gettext_noop("a 7-Zip archive"), _UNPACK),
    (b"Rar!", gettext_noop("a RAR archive"), _UNPACK),
    (b"\x28\xb5\x2f\xfd", gettext_noop("a zstd archive"), _UNPACK),
    (b"PAR1", gettext_noop("a Parquet file"), gettext_noop("Export it as CSV (UTF-8).")),
    (b"%PDF", gettext_noop("a PDF document"), gettext_noop("Export the table as CSV (UTF-8) from where it came.")),
    (b"SQLite format 3", gettext_noop("a SQLite database"), gettext_noop("Export the table as CSV (UTF-8).")),
)


def refuse_foreign(head: bytes, name: str) -> None:
    """Raise FileRefused when ``head``, the first bytes of the file ``name``, belongs to something else."""
    for signature, what, advice in SIGNATURES:
        if head.startswith(signature):
            raise FileRefused(
                _("%(name)s is %(what)s, not a table. %(advice)s")
                % {"name": name, "what": _(what), "advice": _(advice)}
            )
