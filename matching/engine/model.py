"""The model: every number that scoring needs, frozen and hashed."""

from __future__ import annotations

from pathlib import Path


class Model:
    """Weights, priors, calibration and, once adapted, frequencies."""

    @classmethod
    def default(cls) -> Model:
        """Return the model that ships with the engine."""
        raise NotImplementedError

    @classmethod
    def load(cls, path: str | Path) -> Model:
        """Read a model file. Raises ModelError with one clear line."""
        raise NotImplementedError

    def save(self, path: str | Path) -> None:
        """Write the model as JSON; loading it gives an equal model with an equal ``hash``."""
        raise NotImplementedError

    @property
    def version(self) -> str:
        """The model's name and version, for people."""
        raise NotImplementedError

    @property
    def hash(self) -> str:
        """SHA-256 (hex) over everything that scores depend on."""
        raise NotImplementedError
