"""The Celery task of beat: each hour what has grown old is seen to."""

from __future__ import annotations

from celery import shared_task

from . import leftovers
from .index import rebuild
from .utility import asking


@shared_task(name="matching.upkeep")
def upkeep() -> None:
    """Build the index anew where it is not true any more, and forget answers and files that nobody fetched."""
    rebuild.start_if_untrue()
    asking.forget_old()
    leftovers.sweep()
