"""What intake tells the layers above."""

from django.dispatch import Signal

#: A batch was loaded; sent inside the transaction of its last step. Argument: ``batch: Batch``.
batch_loaded = Signal()
