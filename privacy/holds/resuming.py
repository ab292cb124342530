"""Letting erasures go on that a hold kept waiting."""

from __future__ import annotations

from django.db.models import Q

from ..erasure import services as erasures
from ..models import Erasure, ErasureState


def resume_blocked() -> int:
    """Wake every erasure that a hold blocks: each looks again whether another hold still stands. Returns how many."""
    by_hold = Q(blocked_by__startswith="hold:") | Q(steps__blocked_by__startswith="hold:")
    waiting = set(Erasure.objects.filter(by_hold, state=ErasureState.BLOCKED).values_list("pk", flat=True))
    for pk in waiting:
        erasures.resume(erasure_id=pk)
    return len(waiting)
