"""Evidence in short human sentences."""

from __future__ import annotations

from collections.abc import Iterable

from .evidence import Evidence

Sentence = tuple[str, str, dict[str, str]]


def explain(evidence: Iterable[Evidence]) -> list[Sentence]:
    """Return (kind, English msgid with ``%(name)s`` places, parameters) for each piece of evidence, in order."""
    raise NotImplementedError
