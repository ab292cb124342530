"""A prepared left side in a folder, which any number of processes open at once and share in memory.

``records.arrow`` holds the records, ``arrays.bin`` all arrays end to end, ``objects.pickle`` what holds them (pickle
protocol 5, PEP 574: arrays stay outside), ``about.json`` what fits it and a hash over the three. Files are mapped, not
read: a process loads what it touches, and what several touch is in memory once. Arrays open writable (they are copied
on writing), because numba would compile every kernel once more for arrays that are not.
"""

from __future__ import annotations

import hashlib
import io
import json
import mmap
import os
import pickle
import shutil
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..version import ENGINE_VERSION
from .frame import RecordFrame
from .mapped import MappedFrame, texts_of

_FORMAT = 1
_ALIGNED = 64
_PACKAGE = __name__.rsplit(".", 2)[0]
_RECORDS, _ARRAYS, _OBJECTS, _ABOUT = "records.arrow", "arrays.bin", "objects.pickle", "about.json"
# What may be made on opening, beside the engine's own classes: nothing that acts.
_PLAIN = frozenset(
    {
        ("builtins", "set"),
        ("builtins", "frozenset"),
        ("builtins", "complex"),
        ("collections", "Counter"),
        ("collections", "OrderedDict"),
        ("collections", "defaultdict"),
        ("numpy", "ndarray"),
        ("numpy", "dtype"),
        ("numpy._core.numeric", "_frombuffer"),
        ("numpy._core.multiarray", "_reconstruct"),
        ("numpy._core.multiarray", "scalar"),
    }
)


@dataclass(frozen=True, slots=True)
class Saved:
    """An opened folder: the records, the parts by name, and the hash over its content."""

    frame: RecordFrame
    parts: dict[str, Any]
    model_hash: str
    content_hash: str


class _Writer(pickle.Pickler):
    def __init__(self, file: io.BytesIO, frame: RecordFrame, buffers: list[pickle.PickleBuffer]) -> None:
        super().__init__(file, protocol=5, buffer_callback=buffers.append)
        self._frame = frame

    def persistent_id(self, obj: object) -> str | None:
        return "frame" if obj is self._frame else None


class _Reader(pickle.Unpickler):
    def __init__(self, file: Any, frame: RecordFrame, buffers: list[memoryview]) -> None:
        super().__init__(file, buffers=buffers)
        self._frame = frame

    def persistent_load(self, pid: object) -> RecordFrame:
        return self._frame

    def find_class(self, module: str, name: str) -> Any:
        """Find a class of the engine, or what holds plain data; all else could act, and is refused."""
        if (module, name) in _PLAIN:
            return getattr(import_module(module), name)
        if module == _PACKAGE or module.startswith(_PACKAGE + "."):
            found = getattr(import_module(module), name, None)
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise InputError(f"a saved left side holds {module}.{name}, which is no plain data")


def save(folder: str | Path, frame: RecordFrame, parts: dict[str, Any], *, model_hash: str) -> str:
    """Write the left side ``frame`` and what was prepared of it; return the hash over the content.

    The folder appears whole or not at all, in place of a former one. Raises InputError where it cannot be written.
    """
    folder = Path(folder)
    partial = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    try:
        partial.mkdir(parents=True)
        frame.table.write_ipc(partial / _RECORDS, compression="uncompressed")
        places = _write_objects(partial, frame, {"texts": texts_of(frame), "parts": parts})
        digest = _digest(partial)
        about = {
            "format": _FORMAT,
            "engine": ENGINE_VERSION,
            "model": model_hash,
            "content": digest,
            "records": len(frame),
            "arrays": places,
        }
        (partial / _ABOUT).write_text(json.dumps(about), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        partial.rename(folder)
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror})") from None
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return digest


def _write_objects(folder: Path, frame: RecordFrame, content: dict[str, Any]) -> list[tuple[int, int]]:
    """Write objects and arrays; return (offset, bytes) of each array."""
    buffers: list[pickle.PickleBuffer] = []
    stream = io.BytesIO()
    _Writer(stream, frame, buffers).dump(content)
    (folder / _OBJECTS).write_bytes(stream.getbuffer())
    places: list[tuple[int, int]] = []
    with (folder / _ARRAYS).open("wb") as out:
        for buffer in buffers:
            out.write(b"\0" * (-out.tell() % _ALIGNED))
            places.append((out.tell(), buffer.raw().nbytes))
            out.write(buffer.raw())
        # A file without a byte cannot be mapped.
        out.write(b"\0")
    return places


def _digest(folder: Path) -> str:
    digest = hashlib.blake2b(digest_size=32)
    for name in (_RECORDS, _ARRAYS, _OBJECTS):
        with (folder / name).open("rb") as opened:
            while piece := opened.read(1 << 22):
                digest.update(piece)
    return digest.hexdigest()


def open_saved(folder: str | Path, *, model_hash: str | None = None, verify: bool = False) -> Saved:
    """Open what ``save`` wrote; with ``verify``, its content is read whole and held against its hash.

    Raises InputError where the folder is not whole, or of another engine or model than asked for.
    """
    folder = Path(folder)
    about = _about(folder, model_hash)
    if verify and _digest(folder) != about["content"]:
        raise InputError(f"{folder}: was changed or damaged since it was saved; prepare the left side anew")
    try:
        frame = MappedFrame({}, folder / _RECORDS)
        with (folder / _ARRAYS).open("rb") as opened:
            mapped = memoryview(mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_COPY))
        buffers = [mapped[start : start + size] for start, size in about["arrays"]]
        with (folder / _OBJECTS).open("rb") as stream:
            content = _Reader(stream, frame, buffers).load()
        frame.show(content["texts"])
    except (OSError, pickle.UnpicklingError, EOFError, ValueError, AttributeError, KeyError) as error:
        raise InputError(f"{folder}: is damaged ({error}); prepare the left side anew") from None
    return Saved(frame, content["parts"], about["model"], about["content"])


def _about(folder: Path, model_hash: str | None) -> dict[str, Any]:
    try:
        about: dict[str, Any] = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise InputError(f"{folder}: is no folder of a prepared left side") from None
    if (about.get("format"), about.get("engine")) != (_FORMAT, ENGINE_VERSION):
        raise InputError(
            f"{folder}: was prepared by engine {about.get('engine')}, this is {ENGINE_VERSION}; prepare it anew"
        )
    if model_hash is not None and about["model"] != model_hash:
        raise InputError(f"{folder}: was prepared for another model; prepare it anew or use its own model")
    return about
