"""The reads of this app: sources and what they hold."""

from __future__ import annotations

from django.db.models import QuerySet

from .models import Source


def sources() -> QuerySet[Source]:
    """All sources by name."""
    return Source.objects.order_by("label", "name")
