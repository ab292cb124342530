"""What this app tells the apps above it."""

from django.dispatch import Signal

#: Sent inside the transaction that changed profiles: ``constituent_ids: set[UUID]`` (the unchanged left out).
profiles_refreshed = Signal()
