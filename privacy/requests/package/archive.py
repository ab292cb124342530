"""The package as a file: data, its schema, tables for spreadsheets, and a signature over all of it."""

from __future__ import annotations

import codecs
import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.template.loader import render_to_string

from ... import signing
from ...exports.cells import lines
from .contents import Package

SCHEMA = Path(__file__).with_name("schema.json")


def file_name(package: Package) -> str:
    """A name that says nothing of the person."""
    return f"{package.document['kind']}-{package.document['request']['id'][-8:]}.zip"


def write(package: Package) -> bytes:
    """The ZIP file. ``manifest.json`` is signed and names the SHA-256 of every other file."""
    files = dict(_files(package))
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    manifest = signing.sign(
        {
            "format": package.document["format"],
            "request": package.document["request"]["id"],
            "generated_at": package.document["generated_at"],
            "sha256": digests,
        }
    )
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, content in {**files, "manifest.json": _json(manifest)}.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _files(package: Package) -> Iterable[tuple[str, bytes]]:
    yield "README.txt", render_to_string("privacy/letters/readme.txt", {"package": package}).encode()
    yield "data.json", _json(package.document)
    yield "schema.json", SCHEMA.read_bytes()
    for name, rows in package.document["sections"].items():
        if rows:
            yield f"csv/{name}.csv", _csv(rows)


def _json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _csv(rows: list[Mapping[str, Any]]) -> bytes:
    columns = list(dict.fromkeys(key for row in rows for key in row))
    # The mark lets spreadsheets read it as UTF-8.
    return codecs.BOM_UTF8 + lines([columns, *([_cell(row.get(column)) for column in columns] for row in rows)])


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
