"""``/api/v1/batches``."""
