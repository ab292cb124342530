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

FORMAT = 1
Weights = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Calibration:
    """``scale`` (at least 1) and ``shift`` (at most 0 bits) on the log2 odds after competition."""

    scale: float = 1.0
    shift: float = 0.0


@dataclass(frozen=True, slots=True)
class Model:
    """Weights, priors, calibration and, once adapted to a left side, its frequencies.

    ``persona`` holds bits per family and level between people and accounts, ``persona_prior`` the bits of a pair before
    evidence, ``persona_rate`` the share of accounts with an owner among the constituents that this prior stands for.
    ``agree`` and ``random`` hold, for pairs of records, the share of each level among matches (m) and random pairs (u);
    ``record_rate`` is the share of matches among all pairs. ``as_of`` is the year by which ages are reckoned where an
    account does not say when it was seen (0: the current year).
    """

    name: str
    release: str
    persona: Weights
    persona_prior: float
    persona_rate: float
    agree: Weights
    random: Weights
    record_rate: float
    calibration: Calibration = field(default_factory=Calibration)
    as_of: int = 0
    adapted: bool = False
    frequencies: Frequencies | None = None
    note: str = ""

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
        return cls.from_text(text, str(path))

    @classmethod
    def from_text(cls, text: str, where: str = "model") -> Model:
        """Parse a model. Raises ModelError naming ``where`` and what is wrong."""
        try:
            data = json.loads(text)
        except ValueError as error:
            raise ModelError(f"model file {where} is not JSON: {error}") from None
        if not isinstance(data, dict) or data.get("format") != FORMAT:
            raise ModelError(f"model file {where} is not a model of format {FORMAT}")
        try:
            return _parse(data)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ModelError(f"model file {where} lacks or misstates {error}") from None

    def to_text(self) -> str:
        """Return the model as JSON; equal models give equal text."""
        data: dict[str, Any] = {
            "format": FORMAT,
            "name": self.name,
            "release": self.release,
            "note": self.note,
            "adapted": self.adapted,
            "as_of": self.as_of,
            "persona_prior": self.persona_prior,
            "persona_rate": self.persona_rate,
            "record_rate": self.record_rate,
            "calibration": {"scale": self.calibration.scale, "shift": self.calibration.shift},
            "persona": self.persona,
            "agree": self.agree,
            "random": self.random,
            "frequencies": self.frequencies.as_dict() if self.frequencies else None,
        }
        return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    def save(self, path: str | Path) -> None:
        """Write the model as JSON; loading it gives an equal model with an equal ``hash``."""
        Path(path).write_text(self.to_text(), encoding="utf-8")

    @property
    def version(self) -> str:
        """The model's name and version, for people."""
        return f"{self.name} {self.release}{' adapted' if self.adapted else ''}"

    @property
    def hash(self) -> str:
        """SHA-256 (hex) over everything that scores depend on, the engine's version included."""
        body = replace(self, note="").to_text()
        return hashlib.sha256(f"{ENGINE_VERSION}\n{body}".encode()).hexdigest()


def _weights(data: Mapping[str, Any]) -> Weights:
    return {str(f): {str(n): float(b) for n, b in levels.items()} for f, levels in data.items()}


def _parse(data: Mapping[str, Any]) -> Model:
    counts = data["frequencies"]
    calibration = Calibration(float(data["calibration"]["scale"]), float(data["calibration"]["shift"]))
    if not (calibration.scale >= 1 and calibration.shift <= 0):
        raise ValueError("calibration: scale must be at least 1 and shift at most 0")
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
        calibration=calibration,
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
