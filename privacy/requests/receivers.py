"""The desk follows what other parts of privacy tell."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from ..models import Erasure
from ..signals import erasure_completed
from .fulfilling import erased


@receiver(erasure_completed)
def on_erasure_completed(*, erasure: Erasure, **_: Any) -> None:
    """Close the requests that waited for it."""
    erased(erasure)
