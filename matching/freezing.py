"""The engine's model as a row: frozen once a run, so that every worker scores alike."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from .engine.api import Engine, Model
from .models import ModelVersion


def freeze(engine: Engine) -> ModelVersion:
    """Store the engine's adapted model; an equal model is stored once."""
    model = engine.adapted_model()
    defaults: dict[str, Any] = {"version": f"{model.version[:27]}-{model.hash[:12]}", "body": _saved(model)}
    return ModelVersion.objects.get_or_create(content_hash=model.hash, defaults=defaults)[0]


def load(version: ModelVersion) -> Model:
    """The engine's model as it was frozen."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        path.write_bytes(bytes(version.body))
        return Model.load(path)


def _saved(model: Model) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        model.save(path)
        return path.read_bytes()
