"""From which probability on pairs may be appended without a person. Pure: the engine chooses, on audited decisions."""

from __future__ import annotations

from .engine.thresholds import Threshold as Calibration
from .engine.thresholds import choose_threshold as append_threshold
from .engine.thresholds import lower_bound

__all__ = ["Calibration", "append_threshold", "lower_bound"]
