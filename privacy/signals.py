"""What privacy tells the parts above it."""

from __future__ import annotations

from django.dispatch import Signal

permission_changed = Signal()
"""Sent inside the transaction, after the projection: ``persona_ids: set[UUID]`` whose permissions changed and
``constituent_ids: set[UUID]`` whose acts, or whose accounts' permissions, did. Permissions may have been given or
taken away; receivers read the new state. A persona that lost every permission is visible under ``purpose("upkeep")``
alone."""

erasure_completed = Signal()
"""Sent inside the transaction that completes an erasure: ``erasure: Erasure``, its manifest written."""
