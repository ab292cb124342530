"""Which generation is read and with which model."""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import gettext as _

from crmsocial.core.errors import Conflict

from .. import freezing
from ..engine.api import Model
from ..models import ModelVersion
from .keys import KEYS_VERSION
from .models import IndexState


class IndexUnready(Conflict):
    """The index is not there, was built by another version of the engine, or no run has frozen a model yet."""

    status = 503
    code = "index_unready"


def read() -> IndexState:
    """The one row; migrations made it."""
    return IndexState.objects.get(pk=IndexState.ONLY)


def live(state: IndexState | None = None) -> int | None:
    """The generation that is read and kept in step; None where there is none that this version understands."""
    state = state or read()
    return state.generation if state.keys_version == KEYS_VERSION else None


def is_ready() -> bool:
    """Whether accounts and records can be looked up."""
    state = read()
    return live(state) is not None and state.model_id is not None


def require_generation(state: IndexState | None = None) -> int:
    """The generation to read. Raises IndexUnready, which says what to do."""
    generation = live(state)
    if generation is None:
        raise IndexUnready(_("The index of constituents is not built. Run: manage.py rebuild_index"))
    return generation


def require() -> tuple[IndexState, int]:
    """The state and the generation to read. Raises IndexUnready, which says what to do."""
    state = IndexState.objects.select_related("model").get(pk=IndexState.ONLY)
    generation = require_generation(state)
    if state.model is None:
        raise IndexUnready(_("No match run has been done yet, so there is no model. Run: manage.py match --full"))
    return state, generation


def model_of(version: ModelVersion) -> Model:
    """The model in use; read once a process, since it counts the names of everybody."""
    return _loaded(version.pk, version.names_kept)


@lru_cache(maxsize=2)
def _loaded(version: str, names_kept: bool) -> Model:
    return freezing.load(ModelVersion.objects.get(pk=version))


def use(version: ModelVersion, parameters: dict[str, object]) -> None:
    """Score by this model from now on, and judge by these parameters."""
    IndexState.objects.filter(pk=IndexState.ONLY).update(model=version, parameters=parameters)
