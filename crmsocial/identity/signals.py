"""What identity tells the layers above, inside the transaction that changed it."""

from django.dispatch import Signal

#: Memberships or links changed. Arguments: ``constituent_ids: set[UUID]``, ``persona_ids: set[UUID]``.
edges_changed = Signal()
