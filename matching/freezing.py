"""The engine's model as a row: frozen once a run, so that every worker scores alike.

A frozen model counts the names, towns and sites that two or more constituents share. It keeps them while its run may
need them, or the index scores by it; afterwards the weights stay, and the version and hash by which every score names
its model.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import QuerySet

from .engine.api import Engine, Model
from .index.models import IndexState
from .models import MatchRun, ModelVersion
from .states import OPEN_RUNS


def freeze(engine: Engine) -> ModelVersion:
    """Store the engine's adapted model; an equal model is stored once, and again with the names it had lost."""
    return keep(engine.adapted_model())


def keep(model: Model) -> ModelVersion:
    """Store a model; an equal one is stored once, and again with the names it had lost."""
    body = model.to_text().encode()
    defaults: dict[str, Any] = {"version": f"{model.version[:27]}-{model.hash[:12]}", "body": body}
    version, _new = ModelVersion.objects.get_or_create(content_hash=model.hash, defaults=defaults)
    if not version.names_kept:
        version.body, version.names_kept = body, True
        version.save(update_fields=["body", "names_kept"])
    return version


def load(version: ModelVersion) -> Model:
    """The engine's model as it was frozen; without names where they were forgotten. Raises ModelError."""
    return Model.from_text(bytes(version.body).decode(), version.version)


def unneeded(*, ended: MatchRun | None = None) -> QuerySet[ModelVersion]:
    """Versions that keep names though neither an open run needs them nor the index; ``ended``: a run just ending."""
    needing = MatchRun.objects.filter(state__in=OPEN_RUNS, model__isnull=False)
    if ended is not None:
        needing = needing.exclude(pk=ended.pk)
    in_use = IndexState.objects.filter(model__isnull=False)
    named = ModelVersion.objects.filter(names_kept=True)
    return named.exclude(pk__in=needing.values("model_id")).exclude(pk__in=in_use.values("model_id"))


def forget_names(versions: QuerySet[ModelVersion]) -> int:
    """Take the counted names out of these; returns how many versions that was."""
    stripped = 0
    for version in versions:
        body = replace(load(version), frequencies=None).to_text().encode() if version.body else b""
        stripped += ModelVersion.objects.filter(pk=version.pk, names_kept=True).update(body=body, names_kept=False)
    return stripped
