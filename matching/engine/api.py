"""The engine's public face; everything else under ``matching.engine`` may change without notice.

engine = Engine.prepare(left_records, right_sample=some_personas)
engine.adapted_model().save(path)                 # freeze what was learned: every worker then scores alike
engine = Engine.prepare(left_records, model=Model.load(path))
for scored in engine.score(personas):
    print(scored.left_id, scored.probability, explain(scored.evidence))
"""

from __future__ import annotations

from .block import Key, keys
from .columns.frame import RecordFrame
from .evidence import Evidence, Scored
from .explain import explain, sentence_of
from .fingerprint import fingerprint
from .model import Model
from .pipeline import Engine, dedupe
from .quality.judge import Quality, read_quality
from .records import Record
from .reverse import Change, odds_of, reverse
from .version import ENGINE_VERSION

__all__ = [
    "ENGINE_VERSION",
    "Change",
    "Engine",
    "Evidence",
    "Key",
    "Model",
    "Quality",
    "Record",
    "RecordFrame",
    "Scored",
    "dedupe",
    "explain",
    "fingerprint",
    "keys",
    "odds_of",
    "read_quality",
    "reverse",
    "sentence_of",
]
