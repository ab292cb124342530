"""Files of records: csv, csv.gz and parquet in, records out, or one clear line of what is wrong and where."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, cast

import polars as pl

from .errors import InputError
from .records import COMPARED_FIELDS, Record

# Other names of the same columns, compared in lower case with spaces and hyphens as underscores.
ALIASES = {
    "surname": "family_name",
    "last_name": "family_name",
    "lastname": "family_name",
    "first_name": "given_name",
    "firstname": "given_name",
    "forename": "given_name",
    "name": "full_name",
    "dob": "birth_date",
    "date_of_birth": "birth_date",
    "birthdate": "birth_date",
    "suburb": "city",
    "town": "city",
    "address_1": "address",
    "street": "address",
    "zip": "postcode",
    "zip_code": "postcode",
    "postal_code": "postcode",
    "soc_sec_id": "national_id",
    "handle": "username",
    "description": "bio",
    "url": "website",
    "sex": "gender",
    "date_of_death": "death_date",
    "organization": "organisation",
    "employer": "organisation",
    "constituent": "group",
    "telephone": "phone",
    "e_mail": "email",
    "email_address": "email",
    "mobile": "phone",
}
_MAX_LINE = 1 << 20
_GZIP, _ZIP, _PARQUET = b"\x1f\x8b", b"PK\x03\x04", b"PAR1"


def column_names(header: Sequence[str]) -> list[str | None]:
    """Return the record field of each column: the first is the id, unknown ones are None, the first of doubles wins."""
    names: list[str | None] = ["id"]
    for raw in header[1:]:
        name = raw.strip().lower().replace(" ", "_").replace("-", "_")
        name = ALIASES.get(name, name)
        known = name in COMPARED_FIELDS or name == "group"
        names.append(name if known and name not in names else None)
    return names


def _records(path: Path, header: Sequence[str], rows: Iterable[tuple[int, Sequence[str | None]]]) -> list[Record]:
    names = column_names(header)
    places = [(i, n) for i, n in enumerate(names) if n]
    seen: dict[str, int] = {}
    found: list[Record] = []
    for line, row in rows:
        values = {n: v for i, n in places if (v := (row[i] or "").strip())}
        ident = values.get("id")
        if ident is None:
            raise InputError(f"{path}: line {line}: the first column ({header[0]}) is the id and must not be empty")
        if ident in seen:
            raise InputError(f"{path}: line {line}: id {ident!r} is already on line {seen[ident]}")
        seen[ident] = line
        found.append(Record(**values))
    return found


def _lines(path: Path, text: IO[str]) -> Iterator[str]:
    number = 0
    while line := text.readline(_MAX_LINE):
        number += 1
        if len(line) >= _MAX_LINE:
            raise InputError(f"{path}: line {number}: longer than {_MAX_LINE} characters; is this a csv file?")
        if "\0" in line:
            raise InputError(f"{path}: line {number}: contains a NUL byte; save the file as UTF-8 text")
        yield line


def _checked(path: Path, reader: Iterator[list[str]], width: int) -> Iterator[tuple[int, Sequence[str | None]]]:
    for row in reader:
        line = reader.line_num  # type: ignore[attr-defined]
        if not row:
            continue
        if len(row) != width:
            raise InputError(f"{path}: line {line}: has {len(row)} values where the header has {width} columns")
        yield line, row


def _read_csv(path: Path, opened: IO[bytes]) -> list[Record]:
    with io.TextIOWrapper(opened, encoding="utf-8-sig", newline="") as text:
        reader = csv.reader(_lines(path, text), strict=True)
        try:
            header = next(reader, None)
            if not header or not any(h.strip() for h in header):
                raise InputError(f"{path}: the file is empty; a first line with column names is needed")
            return _records(path, header, _checked(path, reader, len(header)))
        except UnicodeDecodeError as error:
            byte = error.object[error.start]
            raise InputError(
                f"{path}: after line {reader.line_num}: byte 0x{byte:02x} is not UTF-8; save the file as UTF-8"
            ) from None
        except csv.Error as error:
            raise InputError(f"{path}: line {reader.line_num}: not well-formed csv ({error})") from None
        except (EOFError, gzip.BadGzipFile, zlib.error):
            raise InputError(f"{path}: the gzip data are damaged or cut off after line {reader.line_num}") from None


def _read_parquet(path: Path) -> list[Record]:
    try:
        frame = pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise InputError(f"{path}: not a readable parquet file ({str(error).splitlines()[0]})") from None
    if not frame.columns:
        raise InputError(f"{path}: the file has no columns")
    text = frame.select(pl.all().cast(pl.String, strict=False))
    return _records(path, frame.columns, ((n, row) for n, row in enumerate(text.iter_rows(), start=1)))


def read_records(path: str | Path) -> list[Record]:
    """Return the records of a file in its order. Raises InputError with one line naming file, line and what to do."""
    path = Path(path)
    try:
        with path.open("rb") as probe:
            start = probe.read(4)
    except FileNotFoundError:
        raise InputError(f"{path}: no such file") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    if not start:
        raise InputError(f"{path}: the file is empty; a first line with column names is needed")
    if start == _PARQUET or path.suffix == ".parquet":
        return _read_parquet(path)
    if start == _ZIP or zipfile.is_zipfile(path):
        raise InputError(f"{path}: this is a zip archive; unpack it and give the csv file inside")
    with gzip.open(path, "rb") if start[:2] == _GZIP else path.open("rb") as opened:
        return _read_csv(path, cast(IO[bytes], opened))
