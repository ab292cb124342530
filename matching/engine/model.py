"""The model: every number that scoring needs, frozen and hashed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .compare.base import Family
from .errors import ModelError
from .frequencies import Frequencies
from .version import ENGINE_VERSION

FORMAT = 2
#: Pieces of the line of compare/rarity.py.
SEGMENTS = 3
# With more counted values than this, they are saved beside the model in a file of their own.
_BESIDE_FROM = 2000
Weights = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Calibration:
    """From log2 odds after competition to log2 odds that hold true.

    ``scale`` (above 0) and ``shift`` (bits) make a straight line (Platt 1999). ``steps`` are points (odds before, odds
    after) of a line that rises from one to the next, in place of both where there are any (isotonic).
    """

    scale: float = 1.0
    shift: float = 0.0
    steps: tuple[tuple[float, float], ...] = ()

    def __post_init__(self) -> None:
        if not (self.scale > 0 and np.isfinite([self.scale, self.shift]).all()):
            raise ValueError("calibration: scale must be above 0 and both numbers finite")
        before = np.array([x for x, _ in self.steps])
        after = np.array([y for _, y in self.steps])
        if (np.diff(before) <= 0).any() or (np.diff(after) < 0).any():
            raise ValueError("calibration: steps must rise")


@dataclass(frozen=True, slots=True)
class Model:
    """Weights, priors, calibration and, once adapted to a left side, its frequencies.

    ``persona`` holds bits per family and level between people and accounts, ``persona_prior`` the bits of a pair before
    evidence, ``persona_rate`` the share of accounts with an owner among the constituents that this prior stands for.
    ``agree`` and ``random`` hold, for pairs of records, the share of each level among matches (m) and random pairs (u);
    ``record_rate`` is the share of matches among all pairs. ``rarity`` holds the slopes of compare/rarity.py. ``as_of``
    is the year by which ages are reckoned where an account does not say when it was seen (0: the current year).
    ``training`` says from what, in general terms, the model was learned and how good it was there.
    """

    name: str
    release: str
    persona: Weights
    persona_prior: float
    persona_rate: float
    agree: Weights
    random: Weights
    record_rate: float
    rarity: tuple[float, ...] = (0.0,) * SEGMENTS
    calibration: Calibration = field(default_factory=Calibration)
    as_of: int = 0
    adapted: bool = False
    frequencies: Frequencies | None = None
    note: str = ""
    training: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def default(cls) -> Model:
        """Return the model that ships with the engine."""
        return _default()

    @classmethod
    def load(cls, path: str | Path) -> Model:
        """Read a model file. Raises ModelError with one clear line."""
        try:
            text = Path(path).read_text(encoding="utf-8")
        except FileNotFoundError:
            raise ModelError(f"model file {path} does not exist") from None
        except (OSError, UnicodeDecodeError) as error:
            raise ModelError(f"model file {path} cannot be read: {error}") from None
        return cls.from_text(text, str(path), Path(path).parent)

    @classmethod
    def from_text(cls, text: str, where: str = "model", folder: Path | None = None) -> Model:
        """Parse a model, its side file from ``folder``. Raises ModelError naming ``where`` and what is wrong."""
        try:
            data = json.loads(text)
        except ValueError as error:
            raise ModelError(f"model file {where} is not JSON: {error}") from None
        if not isinstance(data, dict) or data.get("format") != FORMAT:
            found = data.get("format") if isinstance(data, dict) else None
            said = f"is of format {found!r}" if found is not None else "names no format"
            raise ModelError(f"model file {where} {said}; this engine reads format {FORMAT}: train or fetch it again")
        try:
            if isinstance(data["frequencies"], dict) and "file" in data["frequencies"]:
                data["frequencies"] = _beside(data["frequencies"], where, folder)
            return _parse(data)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ModelError(f"model file {where} lacks or misstates {error}") from None

    def to_text(self) -> str:
        """Return the model as JSON; equal models give equal text."""
        return self._text(self._counts())

    def _counts(self) -> str:
        """Return the frequencies as JSON without line breaks: there may be many."""
        counts = self.frequencies.as_dict() if self.frequencies else None
        return json.dumps(counts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def _text(self, counts: str) -> str:
        data: dict[str, Any] = {
            "format": FORMAT,
            "name": self.name,
            "release": self.release,
            "note": self.note,
            "training": self.training,
            "adapted": self.adapted,
            "as_of": self.as_of,
            "persona_prior": self.persona_prior,
            "persona_rate": self.persona_rate,
            "record_rate": self.record_rate,
            "rarity": list(self.rarity),
            "calibration": {
                "scale": self.calibration.scale,
                "shift": self.calibration.shift,
                "steps": [list(step) for step in self.calibration.steps],
            },
            "persona": self.persona,
            "agree": self.agree,
            "random": self.random,
        }
        body = json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True)
        return f'{body[:-2]},\n "frequencies": {counts}\n}}\n'

    def save(self, path: str | Path) -> None:
        """Write the model as JSON; loading it gives an equal model with an equal ``hash``.

        Many frequencies go into a file of their own beside it, which the model names with its hash.
        """
        path, counts = Path(path), self._counts()
        if (
            self.frequencies
            and sum(len(table) for table in self.frequencies.as_dict().values() if isinstance(table, dict))
            > _BESIDE_FROM
        ):
            beside = path.with_name(f"{path.stem}.frequencies.json")
            beside.write_text(counts, encoding="utf-8")
            counts = json.dumps({"file": beside.name, "sha256": hashlib.sha256(counts.encode()).hexdigest()})
        path.write_text(self._text(counts), encoding="utf-8")

    @property
    def version(self) -> str:
        """The model's name and version, for people."""
        return f"{self.name} {self.release}{' adapted' if self.adapted else ''}"

    @property
    def hash(self) -> str:
        """SHA-256 (hex) over everything that scores depend on, the engine's version included."""
        body = replace(self, note="", training={}).to_text()
        return hashlib.sha256(f"{ENGINE_VERSION}\n{body}".encode()).hexdigest()


def _beside(named: Mapping[str, Any], where: str, folder: Path | None) -> Any:
    """Return the frequencies of a side file. Raises ModelError where it is missing or another one."""
    name = Path(str(named["file"])).name
    if folder is None or not (folder / name).is_file():
        raise ModelError(f"model file {where} needs {name} beside it")
    text = (folder / name).read_text(encoding="utf-8")
    if hashlib.sha256(text.encode()).hexdigest() != named["sha256"]:
        raise ModelError(f"model file {where}: {name} is not the file that was saved with it")
    return json.loads(text)


def _weights(data: Mapping[str, Any]) -> Weights:
    return {str(f): {str(n): float(b) for n, b in levels.items()} for f, levels in data.items()}


def _parse(data: Mapping[str, Any]) -> Model:
    counts, final = data["frequencies"], data["calibration"]
    steps = tuple((float(x), float(y)) for x, y in final["steps"])
    rarity = tuple(float(s) for s in data["rarity"])
    if len(rarity) != SEGMENTS or max(rarity) > 0:
        raise ValueError(f"rarity: {SEGMENTS} slopes of at most 0 are needed")
    return Model(
        name=str(data["name"]),
        release=str(data["release"]),
        note=str(data["note"]),
        adapted=bool(data["adapted"]),
        as_of=int(data["as_of"]),
        persona=_weights(data["persona"]),
        persona_prior=float(data["persona_prior"]),
        persona_rate=float(data["persona_rate"]),
        agree=_weights(data["agree"]),
        random=_weights(data["random"]),
        record_rate=float(data["record_rate"]),
        rarity=rarity,
        calibration=Calibration(float(final["scale"]), float(final["shift"]), steps),
        training=dict(data["training"]),
        frequencies=None
        if counts is None
        else Frequencies(
            total=int(counts["total"]),
            **{n: {str(v): int(c) for v, c in counts[n].items()} for n in ("family", "given", "city", "host")},
        ),
    )


@cache
def _default() -> Model:
    return Model.from_text(
        files("matching.engine").joinpath("models", "default.json").read_text(encoding="utf-8"), "default"
    )


def tables(weights: Weights, families: tuple[Family, ...]) -> list[NDArray[np.float64]]:
    """Return per family the bits by level number; what the model does not know says nothing (0 bits)."""
    return [np.array([weights.get(f.name, {}).get(n, 0.0) for n in f.levels]) for f in families]
