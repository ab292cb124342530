"""What this app tells the apps above it."""

from django.dispatch import Signal

#: Sent inside the transaction that changed profiles: ``constituent_ids: set[UUID]`` (those without change are left out).
profiles_refreshed = Signal()
