"""The access log: who opened whose data for what."""
