"""From records to scored pairs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .evidence import Scored
from .model import Model
from .records import Record


class Engine:
    """A prepared left side."""

    @classmethod
    def prepare(cls, left: Iterable[Record], *, model: Model | None = None, right_sample: Iterable[Record] = ()) -> Engine:
        """Index the left side; with ``right_sample``, adapt the model to it by EM. Deterministic."""
        raise NotImplementedError

    def adapted_model(self) -> Model:
        """Return the frozen model; ``prepare`` of the same left side with it scores identically, in any process."""
        raise NotImplementedError

    def score(self, right: Sequence[Record], *, top: int = 10, min_probability: float = 0.001) -> list[Scored]:
        """Score a chunk against all of the left side; a right record's result does not depend on its chunk."""
        raise NotImplementedError


def dedupe(records: Iterable[Record], *, model: Model | None = None, min_probability: float = 0.01) -> list[Scored]:
    """Score pairs within one file, each pair once."""
    raise NotImplementedError
